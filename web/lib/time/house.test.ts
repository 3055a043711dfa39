import { expect, it } from 'vitest';
import { dayStart, houseDay } from './house';

it('names the day of the house, wherever the browser stands', () => {
  const at = Date.parse('2026-11-29T17:00:00Z');
  expect(houseDay('Asia/Shanghai', at)).toBe('2026-11-30');
  expect(houseDay('America/Los_Angeles', at)).toBe('2026-11-29');
  expect(houseDay('Asia/Shanghai', Date.parse('2026-11-29T15:59:59Z'))).toBe('2026-11-29');
});

it('knows when a day of the house began, also where clocks are put forward', () => {
  const at = (date: string, zone: string) => new Date(dayStart(date, zone)).toISOString();
  expect(at('2026-11-30', 'Asia/Shanghai')).toBe('2026-11-29T16:00:00.000Z');
  expect(at('2026-03-29', 'Europe/Berlin')).toBe('2026-03-28T23:00:00.000Z');
  expect(at('2026-03-30', 'Europe/Berlin')).toBe('2026-03-29T22:00:00.000Z');
  expect(at('2026-11-01', 'America/Los_Angeles')).toBe('2026-11-01T07:00:00.000Z');
});
