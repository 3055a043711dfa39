import type { Locale } from '../api/types';

// The server's clock counts: a desk whose own clock is minutes off would
// otherwise show waiting times that never were.
let offset = 0;

export function setServerNow(now: string): void {
  const at = Date.parse(now);
  if (!Number.isNaN(at)) offset = at - Date.now();
}

export function serverNow(): number {
  return Date.now() + offset;
}

const DAY = 86_400_000;

function dayStart(at: number): number {
  const d = new Date(at);
  d.setHours(0, 0, 0, 0);
  return d.getTime();
}

/** Whole calendar days from `at` to `now`; 0 is today. */
export function daysAgo(at: number, now: number): number {
  return Math.round((dayStart(now) - dayStart(at)) / DAY);
}

function format(locale: Locale, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options);
  let made = cache.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat(locale, options);
    cache.set(key, made);
  }
  return made;
}
const cache = new Map<string, Intl.DateTimeFormat>();

const YESTERDAY: Record<Locale, string> = { 'zh-CN': '昨天', 'zh-TW': '昨天', en: 'Yesterday' };
const TODAY: Record<Locale, string> = { 'zh-CN': '今天', 'zh-TW': '今天', en: 'Today' };

export function clock(time: string, locale: Locale): string {
  return format(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(time));
}

/** "今天", "昨天", "3月12日", "2025年3月12日". */
export function day(time: string, locale: Locale, now = serverNow()): string {
  const at = Date.parse(time);
  const ago = daysAgo(at, now);
  if (ago === 0) return TODAY[locale];
  if (ago === 1) return YESTERDAY[locale];
  const year = new Date(at).getFullYear() === new Date(now).getFullYear() ? undefined : 'numeric';
  const month = locale === 'en' ? 'short' : 'long';
  return format(locale, { year, month, day: 'numeric' }).format(at);
}

/** Shortest form for a list: the clock today, else the day. */
export function brief(time: string, locale: Locale, now = serverNow()): string {
  return daysAgo(Date.parse(time), now) === 0 ? clock(time, locale) : day(time, locale, now);
}

/** Day and clock. */
export function full(time: string, locale: Locale, now = serverNow()): string {
  return `${day(time, locale, now)} ${clock(time, locale)}`;
}

export interface Waited {
  unit: 'moment' | 'minutes' | 'hours' | 'days';
  count: number;
}

/** How long something has lasted, in the largest unit that says enough. */
export function waited(since: string, now = serverNow()): Waited {
  const minutes = Math.max(0, Math.floor((now - Date.parse(since)) / 60_000));
  if (minutes < 1) return { unit: 'moment', count: 0 };
  if (minutes < 60) return { unit: 'minutes', count: minutes };
  if (minutes < 48 * 60) return { unit: 'hours', count: Math.floor(minutes / 60) };
  return { unit: 'days', count: Math.floor(minutes / 1440) };
}

/** Bytes as people read them: "820 KB", "3.4 MB". */
export function bytes(size: number): string {
  if (size < 1024) return `${size} B`;
  if (size < 1024 * 1024) return `${Math.round(size / 1024)} KB`;
  return `${(size / 1024 / 1024).toFixed(1)} MB`;
}
