import { expect, it } from 'vitest';
import { addDays, clockOf, minutesBetween, minutesOf, weekOf } from './minutes';

it('counts whole minutes and never below zero', () => {
  expect(minutesBetween('2026-03-02T01:00:00Z', '2026-03-02T01:01:59Z')).toBe(1);
  expect(minutesBetween('2026-03-02T01:05:00Z', '2026-03-02T01:00:00Z')).toBe(0);
  expect(minutesBetween('', 5)).toBe(0);
});

it('reads and writes clock times', () => {
  expect(clockOf(22 * 60 + 600)).toBe('08:00');
  expect(minutesOf('8:05')).toBe(485);
  expect(minutesOf('24:00')).toBe(-1);
  expect(minutesOf('12:60')).toBe(-1);
  expect(minutesOf('late')).toBe(-1);
});

it('knows the week of a day, Monday first', () => {
  expect(weekOf('2026-03-01')).toEqual(weekOf('2026-02-23'));
  expect(weekOf('2026-03-02')[0]).toBe('2026-03-02');
  expect(weekOf('2026-03-02')[6]).toBe('2026-03-08');
  expect(addDays('2026-02-28', 1)).toBe('2026-03-01');
});
