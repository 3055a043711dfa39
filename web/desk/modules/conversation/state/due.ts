import type { Conversation } from '../../../../lib/api/types';
import { waited } from '../../../../lib/time/time';

export type Urgency = '' | 'soon' | 'late';

/** What a row says of the time: which text with which number, and how loud. */
export interface Due {
  look: Urgency;
  text: string;
  count: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Minutes of waiting that call for attention where nothing was promised. */
const SOON = 3;
const LATE = 10;

export function urgency(since: string | null, now?: number): Urgency {
  if (!since) return '';
  const { unit, count } = waited(since, now);
  if (unit === 'hours' || unit === 'days') return 'late';
  if (unit === 'moment') return '';
  return count >= LATE ? 'late' : count >= SOON ? 'soon' : '';
}

function span(ms: number): { unit: string; count: number } {
  if (ms >= 48 * HOUR) return { unit: 'days', count: Math.floor(ms / (24 * HOUR)) };
  if (ms >= HOUR) return { unit: 'hours', count: Math.floor(ms / HOUR) };
  return { unit: 'minutes', count: Math.floor(ms / MINUTE) };
}

/**
 * The time left of the promise, or how long it is over; where nothing was
 * promised, how long the customer has waited. Null when nobody waits.
 */
export function due(row: Conversation, now: number): Due | null {
  const since = row.waiting_since;
  if (!since || row.state !== 'open') return null;
  const until = Date.parse(row.due_at ?? '');
  if (Number.isNaN(until)) {
    const { unit, count } = waited(since, now);
    return { look: urgency(since, now), text: `waited.${unit}`, count };
  }
  const left = until - now;
  if (left <= 0) {
    const { unit, count } = span(-left);
    return { look: 'late', text: count === 0 ? 'due.over' : `due.over_${unit}`, count };
  }
  const look = left * 2 <= until - Date.parse(since) ? 'soon' : '';
  if (left < MINUTE) return { look, text: 'due.left_seconds', count: Math.ceil(left / 10_000) * 10 };
  // Rounded up: with 1:50 to go nobody says "1 minute left".
  if (left < HOUR) return { look, text: 'due.left_minutes', count: Math.ceil(left / MINUTE) };
  const { unit, count } = span(left);
  return { look, text: `due.left_${unit}`, count };
}

/** Why somebody who leads should look; empty where the time says it already. */
export function reason(row: Conversation, now: number): string {
  return row.attention === 'late' && due(row, now) ? '' : row.attention;
}
