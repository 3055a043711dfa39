import type { Conversation, Tab } from '../../../../lib/api/types';
import type { Sort } from './list';

/** Stands among the ids of rows for the line above who waits for the customer. */
export const FOLD = '~quiet';

const KEY = 'tx.quiet';

/** Whether this person wants to see who waits for the customer, kept in this browser; folded unless they said so. */
export function keptOpen(storage: Pick<Storage, 'getItem'> = localStorage): boolean {
  try {
    return storage.getItem(KEY) === 'open';
  } catch {
    return false;
  }
}

export function keepOpen(open: boolean, storage: Pick<Storage, 'setItem'> = localStorage): void {
  try {
    storage.setItem(KEY, open ? 'open' : '');
  } catch {
    // It then holds for this visit only.
  }
}

/**
 * Only one's own work by duty is folded: what one follows or is called to has
 * another reason to be looked at than whose turn it is.
 */
export const folds = (tab: Tab, sort: Sort | ''): boolean => tab === 'mine' && sort === 'due';

/** The ids of rows sorted by duty, with the line before the first that waits for the customer. */
export function marked(rows: Conversation[], on: boolean): string[] {
  const ids = rows.map((row) => row.id);
  const at = on ? rows.findIndex((row) => !row.waiting_since) : -1;
  return at < 0 ? ids : [...ids.slice(0, at), FOLD, ...ids.slice(at)];
}

/** How many stand below the line. */
export const below = (ids: string[]): number => (ids.includes(FOLD) ? ids.length - 1 - ids.indexOf(FOLD) : 0);

/** What is in sight: folded, nothing below the line but what is open itself. */
export function inSight(ids: string[], open: boolean, current: string): string[] {
  const at = ids.indexOf(FOLD);
  if (open || at < 0) return ids;
  return [...ids.slice(0, at + 1), ...ids.slice(at + 1).filter((id) => id === current)];
}

/** Who waits for us again while the order holds still with them below the line: that is news. */
export function risen(shown: string[], fresh: string[]): number {
  const at = shown.indexOf(FOLD);
  if (at < 0) return 0;
  const line = fresh.indexOf(FOLD);
  const due = new Set(line < 0 ? fresh : fresh.slice(0, line));
  return shown.slice(at + 1).filter((id) => due.has(id)).length;
}

/** The next or previous by J and K: past what is folded, and from there to the most urgent. */
export function stepFrom(sight: string[], current: string, step: 1 | -1): string | undefined {
  const ids = sight.filter((id) => id !== FOLD);
  const index = ids.indexOf(current);
  const last = index === ids.length - 1;
  if (index < 0 || (step === 1 && last && sight.indexOf(FOLD) === sight.length - 2)) return ids[0];
  return ids[Math.max(0, Math.min(ids.length - 1, index + step))];
}
