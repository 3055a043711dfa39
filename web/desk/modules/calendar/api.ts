import { queries } from '../../../lib/api/queries';
import type { Id, Time } from '../../../lib/api/types';

export type Range = [string, string];

export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof DAYS)[number];

export interface HoursFields {
  name: string;
  zone: string;
  week: Partial<Record<Weekday, Range[] | null>>;
  closed?: string[] | null;
  extra?: Record<string, Range[] | null> | null;
  follows_holidays: boolean;
}

export interface Hours extends HoursFields {
  id: Id;
  version: number;
  open: boolean;
  next_change: Time | null;
}

export interface Preview {
  open: boolean;
  next_change: Time | null;
  due: Time;
  explain: string;
}

export interface CalendarDay {
  date: string;
  lunar: { year: number; month: number; day: number; leap: boolean } | null;
  festivals: string[];
  working: boolean;
  kind?: 'holiday' | 'makeup';
  name?: string;
}

export interface CalendarYear {
  year: number;
  source: 'shipped' | 'imported' | 'missing';
  imported_at: Time | null;
  days: { date: string; kind: string; name: string }[];
  already_worked: string[];
  warning: boolean;
}

export async function refresh(...keys: string[]): Promise<void> {
  await Promise.all(keys.map((key) => queries.invalidateQueries({ queryKey: [key] })));
}
