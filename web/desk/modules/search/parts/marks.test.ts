import { describe, expect, it } from 'vitest';
import { cut, fits } from './marks';

describe('cut', () => {
  it('marks hits in the middle, at the ends, and counts UTF-16 units', () => {
    expect(cut('水费多了', [[0, 2]])).toEqual([
      { text: '水费', hit: true },
      { text: '多了', hit: false },
    ]);
    expect(cut('😀水费', [[2, 4]]).map((part) => part.text)).toEqual(['😀', '水费']);
  });
  it('forgives ranges that overlap or run over', () => {
    expect(
      cut('abcdef', [
        [2, 4],
        [0, 3],
        [5, 99],
      ])
        .filter((part) => part.hit)
        .map((part) => part.text),
    ).toEqual(['abc', 'd', 'f']);
    expect(cut('abc', [])).toEqual([{ text: 'abc', hit: false }]);
  });
});

it('fits letters in order', () => {
  expect(fits('去会话', '会话')).toBe(true);
  expect(fits('Go to inbox', 'gtin')).toBe(true);
  expect(fits('Go to inbox', 'xg')).toBe(false);
});
