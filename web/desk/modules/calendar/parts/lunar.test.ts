import { expect, it } from 'vitest';
import { lunarText, months } from './lunar';

it('names lunar days as calendars do', () => {
  const text = (month: number, day: number, leap = false) => lunarText({ year: 2026, month, day, leap }, 'zh-CN');
  expect([1, 10, 11, 19, 20, 21, 29, 30].map((day) => text(8, day))).toEqual([
    '八月',
    '初十',
    '十一',
    '十九',
    '二十',
    '廿一',
    '廿九',
    '三十',
  ]);
  expect([text(1, 1), text(12, 1), text(6, 1, true)]).toEqual(['正月', '腊月', '闰六月']);
  expect(lunarText({ year: 2026, month: 12, day: 1, leap: true }, 'zh-TW')).toBe('閏臘月');
});

it('lays months out from Monday', () => {
  const days = ['2026-01-01', '2026-01-31', '2026-02-01', '2026-02-02'].map((date) => ({
    date,
    lunar: null,
    festivals: [],
    working: true,
  }));
  const laid = months(days);
  expect(laid.length).toBe(2);
  expect(laid[1]?.[0]?.[6]?.date).toBe('2026-02-01');
  expect(laid[1]?.[1]?.[0]?.date).toBe('2026-02-02');
});
