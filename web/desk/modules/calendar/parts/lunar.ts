import type { Locale } from '../../../../lib/api/types';
import type { CalendarDay } from '../api';

const MONTHS = '正二三四五六七八九十冬腊';
const DIGITS = '一二三四五六七八九十';

function dayName(day: number): string {
  if (day <= 10) return `初${DIGITS[day - 1]}`;
  if (day < 20) return `十${DIGITS[day - 11]}`;
  if (day === 20) return '二十';
  return day < 30 ? `廿${DIGITS[day - 21]}` : '三十';
}

/** The lunar date as a calendar shows it: the month's name on its first day. */
export function lunarText(lunar: NonNullable<CalendarDay['lunar']>, locale: Locale): string {
  if (locale === 'en') return `${lunar.leap ? '+' : ''}${lunar.month}/${lunar.day}`;
  if (lunar.day !== 1) return dayName(lunar.day);
  const leap = locale === 'zh-TW' ? '閏' : '闰';
  const month = lunar.month === 12 && locale === 'zh-TW' ? '臘' : MONTHS[lunar.month - 1];
  return `${lunar.leap ? leap : ''}${month}月`;
}

/** Months of a year, each as weeks from Monday; gaps are null. */
export function months(days: readonly CalendarDay[]): (CalendarDay | null)[][][] {
  const out: (CalendarDay | null)[][][] = [];
  for (const day of days) {
    const at = new Date(`${day.date}T00:00:00Z`);
    const column = (at.getUTCDay() + 6) % 7;
    if (at.getUTCDate() === 1) out.push([]);
    const month = out.at(-1);
    if (!month) continue;
    if (month.length === 0 || column === 0) month.push(Array(7).fill(null));
    const week = month.at(-1);
    if (week) week[column] = day;
  }
  return out;
}
