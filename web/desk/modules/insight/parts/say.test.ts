import { expect, it } from 'vitest';
import { translate } from '../../../../lib/i18n/i18n';
import words from '../i18n/zh-CN.json';
import { duration, hundredths, percent } from './say';

const t = (key: string, values?: Record<string, string | number | undefined>) => translate(words, key, values);

it('says durations and shares the way people read them', () => {
  expect([null, 0, 8.4, 59.6, 252, 3599, 3900, 7230, 241].map((s) => duration(s, t))).toEqual([
    '–',
    '0 秒',
    '8 秒',
    '1 分钟',
    '4 分 12 秒',
    '59 分 59 秒',
    '1 小时 5 分',
    '2 小时',
    '4 分 1 秒',
  ]);
  expect([percent(null), percent(0.8642), hundredths(3333)]).toEqual(['–', '86.4%', '33.3%']);
});
