import { describe, expect, it } from 'vitest';
import { brief, bytes, day, daysAgo, serverNow, setServerNow, waited } from './time';

const at = (text: string) => new Date(text).getTime();

describe('day', () => {
  const now = at('2026-03-14T09:00:00');
  it.each([
    ['2026-03-14T00:01:00', '今天'],
    ['2026-03-13T23:59:00', '昨天'],
    ['2026-03-12T12:00:00', '3月12日'],
    ['2025-12-31T12:00:00', '2025年12月31日'],
  ])('%s reads %s', (time, want) => {
    expect(day(time, 'zh-CN', now)).toBe(want);
  });

  it('shows the clock for today only', () => {
    expect(brief('2026-03-14T08:05:00', 'zh-CN', now)).toBe('08:05');
    expect(brief('2026-03-13T08:05:00', 'en', now)).toBe('Yesterday');
  });

  it('counts calendar days, not 24 hours', () => {
    expect(daysAgo(at('2026-03-13T23:59:00'), at('2026-03-14T00:01:00'))).toBe(1);
  });
});

describe('waited', () => {
  const now = at('2026-03-14T09:00:00Z');
  it.each([
    ['2026-03-14T08:59:30Z', 'moment', 0],
    ['2026-03-14T08:57:00Z', 'minutes', 3],
    ['2026-03-14T06:30:00Z', 'hours', 2],
    ['2026-03-10T06:30:00Z', 'days', 4],
    ['2026-03-14T09:05:00Z', 'moment', 0],
  ] as const)('%s', (since, unit, count) => {
    expect(waited(since, now)).toEqual({ unit, count });
  });
});

it('follows the clock of the server', () => {
  setServerNow(new Date(Date.now() + 3_600_000).toISOString());
  expect(serverNow() - Date.now()).toBeGreaterThan(3_590_000);
  setServerNow(new Date().toISOString());
});

it('reads sizes', () => {
  expect([bytes(20), bytes(84_000), bytes(3_500_000)]).toEqual(['20 B', '82 KB', '3.3 MB']);
});
