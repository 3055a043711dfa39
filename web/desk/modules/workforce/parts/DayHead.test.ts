import { expect, it } from 'vitest';
import { lunarText } from './DayHead';

it('prints lunar days as a wall calendar does', () => {
  const on = (month: number, day: number, leap = false) => lunarText({ year: 2026, month, day, leap });
  expect(on(1, 1)).toBe('正月');
  expect(on(6, 1, true)).toBe('闰六月');
  expect([2, 9, 10, 11, 19, 20, 21, 29, 30].map((day) => on(8, day)).join(' ')).toBe(
    '初二 初九 初十 十一 十九 二十 廿一 廿九 三十',
  );
  expect(lunarText(null)).toBe('');
});
