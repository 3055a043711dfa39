import { expect, it } from 'vitest';
import { lacking, type Setup, stepOf } from './steps';

const empty: Setup = {
  organisation: '',
  industry: 'shop',
  locale: 'zh-CN',
  setup_code: '',
  admin: { name: '', login: '', password: '短密码' },
  channel: { name: '', title: '', greeting: '', colour: '' },
};

it('names what each step still needs', () => {
  expect(lacking(empty, 0, false)).toEqual({ organisation: 'needOrganisation' });
  expect(Object.keys(lacking(empty, 0, true))).toEqual(['organisation', 'setup_code']);
  expect(Object.keys(lacking(empty, 1, true))).toEqual(['admin.name', 'admin.login', 'admin.password']);
  expect(lacking({ ...empty, admin: { name: '林', login: 'lin', password: '一二三四五六七八九十' } }, 1, true)).toEqual(
    {},
  );
  expect(Object.keys(lacking(empty, 2, true))).toEqual(['channel.title']);
});

it('finds the step of a refused field', () => {
  expect([stepOf('admin.login'), stepOf('channel.title'), stepOf('setup_code')]).toEqual([1, 2, 0]);
});
