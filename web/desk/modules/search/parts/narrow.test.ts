import { expect, it } from 'vitest';
import { since } from './Narrow';

it('begins with the day of the house, and counts today as one', () => {
  const now = Date.parse('2026-11-29T17:00:00Z');
  expect(since(0, 'Asia/Shanghai', now)).toBe('');
  expect(since(1, 'Asia/Shanghai', now)).toBe('2026-11-29T16:00:00.000Z');
  expect(since(7, 'Asia/Shanghai', now)).toBe('2026-11-23T16:00:00.000Z');
  expect(since(1, 'America/Los_Angeles', now)).toBe('2026-11-29T08:00:00.000Z');
  // Across a night in which clocks were put back, the day still begins at midnight.
  expect(since(30, 'America/Los_Angeles', now)).toBe('2026-10-31T07:00:00.000Z');
});
