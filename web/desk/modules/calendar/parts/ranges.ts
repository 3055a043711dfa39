import { offset } from '../../../../lib/time/house';
import type { Range } from '../api';

const CLOCK = /^(\d{1,2})(?:[:：.](\d{2}))?$/;

function clock(text: string): string | null {
  const found = CLOCK.exec(text.trim());
  if (!found) return null;
  const hour = Number(found[1]);
  const minute = Number(found[2] ?? 0);
  if (hour > 24 || minute > 59 || (hour === 24 && minute > 0)) return null;
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

/**
 * Reads what somebody types for a day: "9-12 13-18", "9:00–18:00", "22-6" for a
 * night, "24h" for the whole day; nothing is a day off. Null: not understood.
 */
export function readRanges(text: string): Range[] | null {
  const clean = text.trim().replace(/\s*[-–—~～至到]\s*/g, '-');
  if (clean === '') return [];
  if (/^(24h|全天|all)$/i.test(clean)) return [['00:00', '24:00']];
  const out: Range[] = [];
  for (const part of clean.split(/[\s,，;；、]+/).filter(Boolean)) {
    const ends = part.split('-');
    const from = clock(ends[0] ?? '');
    const to = clock(ends[1] ?? '');
    if (ends.length !== 2 || !from || !to || from === '24:00') return null;
    out.push([from, to]);
  }
  return out;
}

/** The same with the end of the day for its last minute, which is closed otherwise; null where none ends there. */
export function untilMidnight(text: string): string | null {
  const ranges = readRanges(text);
  if (!ranges?.some(([, to]) => to === '23:59')) return null;
  return writeRanges(ranges.map(([from, to]) => [from, to === '23:59' ? '24:00' : to]));
}

export function writeRanges(ranges: readonly Range[] | null | undefined): string {
  return (ranges ?? []).map(([from, to]) => `${from}–${to}`).join('  ');
}

export function minutes(text: string): number {
  const [hour = 0, minute = 0] = text.split(':').map(Number);
  return hour * 60 + minute;
}

/** Pieces of a day's bar in percent; a night's part of the next day is left to that day. */
export function bars(
  ranges: readonly Range[],
  before: readonly Range[],
): { left: number; width: number; over: boolean }[] {
  const out: { left: number; width: number; over: boolean }[] = [];
  const put = (from: number, to: number, over: boolean) => {
    if (to > from) out.push({ left: from / 14.4, width: (to - from) / 14.4, over });
  };
  for (const [from, to] of before) if (minutes(to) <= minutes(from)) put(0, minutes(to), true);
  for (const [from, to] of ranges) put(minutes(from), minutes(to) <= minutes(from) ? 1440 : minutes(to), false);
  return out;
}

/** The days' ranges in a few words: neighbours with the same hours stand together. */
export function summary(
  week: readonly (readonly Range[])[],
  names: readonly string[],
  join: (from: string, to: string) => string,
): string {
  const out: string[] = [];
  for (let i = 0; i < week.length; ) {
    const text = writeRanges(week[i]);
    let end = i;
    while (end + 1 < week.length && writeRanges(week[end + 1]) === text) end += 1;
    const days = end > i ? join(names[i] ?? '', names[end] ?? '') : (names[i] ?? '');
    if (text) out.push(`${days} ${text.replaceAll('  ', ' ')}`);
    i = end + 1;
  }
  return out.join('；');
}

/** The moment at which the clock of a zone shows `wall` ("2026-11-23T10:00"). */
export function momentIn(wall: string, zone: string): string {
  const asUTC = Date.parse(`${wall}Z`);
  if (Number.isNaN(asUTC)) return '';
  const first = asUTC - offset(asUTC, zone);
  return new Date(asUTC - offset(first, zone)).toISOString();
}

/** What the clock of a zone shows, as a datetime-local input wants it. */
export function wallIn(at: number, zone: string): string {
  return new Date(at + offset(at, zone)).toISOString().slice(0, 16);
}
