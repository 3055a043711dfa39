import { expect, it } from 'vitest';
import { since } from './Narrow';

it('begins with the day, and counts today as one', () => {
  const now = new Date(2026, 2, 5, 15, 30);
  expect(since(0, now)).toBe('');
  expect(since(1, now)).toBe(new Date(2026, 2, 5).toISOString());
  expect(since(7, now)).toBe(new Date(2026, 1, 27).toISOString());
});
