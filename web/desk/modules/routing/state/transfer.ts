import { ApiError } from '../../../../lib/api/client';
import type { Free, Queue, Transfer, Wall } from '../api';

export interface Choice {
  id: string;
  kind: 'person' | 'queue';
  name: string;
  detail: string;
  /** Why it cannot be chosen now: full, away, closed, unstaffed; empty: it can. */
  blocked: '' | 'full' | 'away' | 'closed' | 'unstaffed';
  person?: Free;
  queue?: Queue;
  waiting?: number;
  online?: number;
}

const fits = (q: string, ...texts: string[]) => {
  const wanted = q.trim().toLowerCase();
  return wanted === '' || texts.some((text) => text.toLowerCase().includes(wanted));
};

/** Those who can be asked come first, each part as the server ordered it: the freest first. */
const able = (rows: Choice[]) => [...rows.filter((row) => !row.blocked), ...rows.filter((row) => row.blocked)];

export function people(rows: Free[], q: string): Choice[] {
  return able(
    rows
      .filter((row) => fits(q, row.name, row.unit))
      .map((person) => ({
        id: person.staff_id,
        kind: 'person',
        name: person.name,
        detail: person.unit,
        blocked:
          person.state !== 'online' && person.state !== 'busy' ? 'away' : person.load >= person.places ? 'full' : '',
        person,
      })),
  );
}

export function queues(rows: Queue[], wall: Wall | undefined, q: string): Choice[] {
  return able(
    rows
      .filter((row) => row.enabled && fits(q, row.name))
      .map((queue) => {
        const now = wall?.queues.find((one) => one.id === queue.id);
        return {
          id: queue.id,
          kind: 'queue',
          name: queue.name,
          detail: '',
          blocked: !queue.open ? 'closed' : queue.problems.length > 0 ? 'unstaffed' : '',
          queue,
          waiting: now?.waiting,
          online: now?.online,
        };
      }),
  );
}

/**
 * What was chosen, as long as it is there: nobody else takes its place. Only
 * where nothing has been chosen the first that can be is the one to begin with.
 */
export function chosen(rows: Choice[], id: string): Choice | undefined {
  return id ? rows.find((row) => row.id === id) : rows.find((row) => !row.blocked);
}

/** The next one in a direction; the ends hold. */
export function step(rows: Choice[], id: string, by: 1 | -1): string {
  const at = rows.findIndex((row) => row.id === id);
  return rows[Math.max(0, Math.min(rows.length - 1, at + by))]?.id ?? id;
}

/** Who could take it instead, when the server said no and knows. */
export function ways(error: unknown): Free[] {
  if (!(error instanceof ApiError) || !Array.isArray(error.details.free)) return [];
  return (error.details.free as Free[]).filter((one) => one.free);
}

/** "1:52", never below zero. */
export function countdown(until: string, now: number): string {
  const seconds = Math.max(0, Math.ceil((Date.parse(until) - now) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

const FRESH_MS = 10 * 60_000;

/** What the head says of the latest transfer: it waits, it came back lately, or nothing. */
export function strip(rows: Transfer[], meId: string, now: number): Transfer | undefined {
  const [last] = rows;
  if (!last || last.from_id !== meId) return undefined;
  if (last.state === 'pending') return last;
  const back = last.state === 'returned' || last.state === 'refused';
  return back && now - Date.parse(last.ended_at ?? '') < FRESH_MS ? last : undefined;
}
