import type { Language } from './protocol';

function dayNumber(date: Date): number {
  return Math.round(new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime() / 86_400_000);
}

export function sameDay(one: string, other: string): boolean {
  return dayNumber(new Date(one)) === dayNumber(new Date(other));
}

/** Days from one date to another as the calendar on the wall counts them. */
export function dayDistance(date: Date, from: Date): number {
  return dayNumber(date) - dayNumber(from);
}

/** "今天", "昨天", "3月12日", with the year when it is another one. */
export function dayLabel(
  at: string,
  now: Date,
  language: Language,
  words: { today: string; yesterday: string },
): string {
  const date = new Date(at);
  const age = dayNumber(now) - dayNumber(date);
  if (age === 0) return words.today;
  if (age === 1) return words.yesterday;
  const year = date.getFullYear() === now.getFullYear() ? undefined : 'numeric';
  return new Intl.DateTimeFormat(language, { year, month: 'short', day: 'numeric' }).format(date);
}

export function clockLabel(at: string): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
}

export function sizeLabel(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1).replace(/\.0$/, '')} MB`;
}
