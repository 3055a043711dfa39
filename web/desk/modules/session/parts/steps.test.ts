import { expect, it } from 'vitest';
import { lacking, loginOf, type Setup, stepOf, titleOf } from './steps';

const empty: Setup = {
  organisation: '',
  industry: '',
  locale: 'zh-CN',
  setup_code: '',
  admin: { name: '', login: '', password: '短密码' },
  channel: { name: '', title: '', greeting: '', colour: '' },
};

it('names what each step still needs', () => {
  expect(lacking(empty, 0, false)).toEqual({ organisation: 'needOrganisation', industry: 'needIndustry' });
  expect(lacking({ ...empty, organisation: '春风', industry: 'water' }, 0, false)).toEqual({});
  expect(Object.keys(lacking(empty, 0, true))).toEqual(['organisation', 'industry', 'setup_code']);
  expect(Object.keys(lacking(empty, 1, true))).toEqual(['admin.name', 'admin.login', 'admin.password']);
  expect(lacking({ ...empty, admin: { name: '林', login: 'lin', password: '一二三四五六七八九十' } }, 1, true)).toEqual(
    {},
  );
  expect(Object.keys(lacking(empty, 2, true))).toEqual(['channel.title']);
});

it('finds the step of a refused field', () => {
  expect([stepOf('admin.login'), stepOf('channel.title'), stepOf('setup_code')]).toEqual([1, 2, 0]);
});

it('checks the login where it is written', () => {
  const said = (login: string) =>
    lacking({ ...empty, admin: { name: '林', login, password: '一二三四五六七八九十' } }, 1, false)['admin.login'];
  expect([said(' Zhao '), loginOf(' Zhao ')]).toEqual([undefined, 'zhao']);
  for (const good of ['lin', ' lin ', 'lin.q_1', 'lin@example.com', '123', 'a'.repeat(64)])
    expect(said(good), good).toBeUndefined();
  for (const odd of ['li', '林小满', 'lin q', '...', 'a'.repeat(65), 'lin，']) expect(said(odd), odd).toBe('oddLogin');
  expect(said('  ')).toBe('needLogin');
});

it('never calls the window the service of a service', () => {
  const chinese = (name: string) => titleOf(name, (organisation) => `${organisation}客服`);
  expect(chinese('春风衣橱 ')).toBe('春风衣橱客服');
  for (const name of ['春风客服中心', '春风客服', '清源水务客户服务部', '春風客服中心'])
    expect(chinese(name)).toBe(name);
  expect(chinese('客服外包公司')).toBe('客服外包公司客服');
  const english = (name: string) => titleOf(name, (organisation) => `${organisation} support`);
  expect(english('Spring Support')).toBe('Spring Support');
  expect(english('Spring')).toBe('Spring support');
});
