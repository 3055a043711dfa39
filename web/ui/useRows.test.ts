import { describe, expect, it } from 'vitest';
import { reveal, visible } from './useRows';

describe('visible', () => {
  it.each([
    ['at the top', 0, 400, 100, { first: 0, last: 5 }],
    ['in the middle', 1000, 400, 100, { first: 8, last: 15 }],
    ['at the end', 9600, 400, 100, { first: 94, last: 99 }],
    ['scrolled past a list that shrank', 9600, 400, 10, { first: 9, last: 9 }],
    ['without rows', 0, 400, 0, { first: 0, last: -1 }],
  ])('%s', (_, top, view, count, want) => {
    expect(visible(top, view, 100, count, 2)).toEqual(want);
  });
});

it('scrolls no further than needed', () => {
  expect(reveal(2, 0, 400, 100)).toBe(0);
  expect(reveal(5, 0, 400, 100)).toBe(200);
  expect(reveal(1, 300, 400, 100)).toBe(100);
});
