import { describe, expect, it } from 'vitest';
import { translate } from './i18n';

const texts = {
  a: { b: '你好，{{name}}' },
  n_one: '{{count}} file',
  n_other: '{{count}} files',
  zh_other: '{{count}} 个',
};
const en = new Intl.PluralRules('en');
const zh = new Intl.PluralRules('zh-CN');

describe('translate', () => {
  it.each([
    ['a.b', { name: '王' }, en, '你好，王'],
    ['a.b', {}, en, '你好，'],
    ['n', { count: 1 }, en, '1 file'],
    ['n', { count: 2 }, en, '2 files'],
    ['zh', { count: 1 }, zh, '1 个'],
    ['missing.key', {}, en, 'missing.key'],
    ['missing', { defaultValue: 'x' }, en, 'x'],
    ['a', {}, en, 'a'],
  ])('%s %j', (key, values, plural, want) => {
    expect(translate(texts, key, values, plural)).toBe(want);
  });
});
