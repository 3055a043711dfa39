import { expect, it } from 'vitest';
import { translate } from '../../../../lib/i18n/i18n';
import words from '../i18n/zh-CN.json';
import { duration, hundredths, percent } from './say';

const t = (key: string, values?: Record<string, string | number | undefined>) => translate(words, key, values);

it('says durations and shares the way people read them', () => {
  expect([null, 0, 8.4, 59.6, 252, 3599, 3900].map((s) => duration(s, t))).toEqual([
    '–',
    '0秒',
    '8秒',
    '1分钟',
    '4分12秒',
    '59分59秒',
    '1小时05分',
  ]);
  expect([percent(null), percent(0.8642), hundredths(3333)]).toEqual(['–', '86.4%', '33.3%']);
});
