import { expect, it } from 'vitest';
import { bars, momentIn, readRanges, summary, untilMidnight, wallIn, writeRanges } from './ranges';

it('reads what people type', () => {
  expect(readRanges('9-12 13-18')).toEqual([
    ['09:00', '12:00'],
    ['13:00', '18:00'],
  ]);
  expect(readRanges(' 9:30 – 18：00 ')).toEqual([['09:30', '18:00']]);
  expect(readRanges('22点')).toBeNull();
  expect(readRanges('22至6')).toEqual([['22:00', '06:00']]);
  expect(readRanges('全天')).toEqual([['00:00', '24:00']]);
  expect(readRanges('')).toEqual([]);
  for (const bad of ['9', '9-25', '9:60-18', '24-8', '9-12-18', 'abc', '-5-8']) expect(readRanges(bad), bad).toBeNull();
});

it('offers the end of the day for its last minute', () => {
  expect(untilMidnight('0:00-23:59')).toBe('00:00–24:00');
  expect(untilMidnight('9-12 18：00～23：59')).toBe('09:00–12:00  18:00–24:00');
  for (const text of ['24h', '9-18', '', '22-6', '9-23:58', '23:59-6', 'abc'])
    expect(untilMidnight(text), text).toBeNull();
});

it('reads back what it writes', () => {
  for (const text of ['09:00–18:00', '09:00–12:00  13:00–18:00', '22:00–06:00', '']) {
    expect(writeRanges(readRanges(text))).toBe(text);
  }
});

it('draws a night over midnight on both days', () => {
  expect(bars([['22:00', '06:00']], [])).toEqual([{ left: 1320 / 14.4, width: 120 / 14.4, over: false }]);
  expect(bars([], [['22:00', '06:00']])).toEqual([{ left: 0, width: 360 / 14.4, over: true }]);
});

it('puts equal neighbours together', () => {
  const names = ['一', '二', '三', '四', '五', '六', '日'];
  const nine = readRanges('9-18') ?? [];
  expect(summary([nine, nine, nine, nine, nine, [], []], names, (a, b) => `${a}至${b}`)).toBe('一至五 09:00–18:00');
});

it('knows what the clock of another zone shows', () => {
  expect(momentIn('2026-11-23T10:00', 'Asia/Shanghai')).toBe('2026-11-23T02:00:00.000Z');
  expect(momentIn('2026-07-01T10:00', 'Europe/London')).toBe('2026-07-01T09:00:00.000Z');
  expect(momentIn('2026-03-29T03:30', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z');
  expect(momentIn('', 'Asia/Shanghai')).toBe('');
  expect(wallIn(Date.parse('2026-11-23T02:00:00Z'), 'Asia/Shanghai')).toBe('2026-11-23T10:00');
});
