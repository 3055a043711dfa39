import type { VisitorMessage } from './protocol';

/**
 * The visitor's side of the timeline: an unbroken run of messages.
 * Row i has seq base + 1 + i; whatever arrives beyond a hole waits in `ahead`
 * until the hole is fetched, so the reader never sees messages out of order.
 */
export interface Thread {
  readonly base: number;
  readonly rows: readonly VisitorMessage[];
  readonly ahead: readonly VisitorMessage[];
}

export function startThread(base: number): Thread {
  return { base, rows: [], ahead: [] };
}

/** The highest seq below which nothing is missing. */
export function head(thread: Thread): number {
  return thread.base + thread.rows.length;
}

/** A fetch may overtake a recall on its way here; a recall is never undone. */
function newer(old: VisitorMessage, next: VisitorMessage): VisitorMessage {
  if (old.recalled && !next.recalled) return old;
  if (old.recalled === next.recalled && next.attachments.length === 0) return old;
  return next;
}

function bySeq(messages: readonly VisitorMessage[]): VisitorMessage[] {
  const seen = new Map<number, VisitorMessage>();
  for (const message of messages) {
    const old = seen.get(message.seq);
    seen.set(message.seq, old ? newer(old, message) : message);
  }
  return [...seen.values()].sort((a, b) => a.seq - b.seq);
}

export function merge(thread: Thread, incoming: readonly VisitorMessage[]): Thread {
  let base = thread.base;
  const rows = thread.rows.slice();
  const ahead: VisitorMessage[] = [];
  const sorted = bySeq([...thread.ahead, ...incoming]);

  const older = sorted.filter((message) => message.seq <= base);
  // History is prepended only while it touches what we have.
  for (const message of older.reverse()) {
    if (message.seq !== base) break;
    rows.unshift(message);
    base -= 1;
  }
  for (const message of sorted) {
    const index = message.seq - base - 1;
    if (message.seq <= thread.base) continue;
    const old = rows[index];
    if (old) rows[index] = newer(old, message);
    else if (index === rows.length) rows.push(message);
    else ahead.push(message);
  }
  return { base, rows, ahead };
}

/** Another message under a number we have: the server was restored from a backup, and ours is history. */
export function contradicts(thread: Thread, incoming: readonly VisitorMessage[]): boolean {
  return incoming.some(({ seq, id }) => {
    const held = thread.rows[seq - thread.base - 1] ?? thread.ahead.find((message) => message.seq === seq);
    return held !== undefined && held.id !== id;
  });
}

/** Whether something up to `lastSeq` still has to be fetched. */
export function hasGap(thread: Thread, lastSeq: number): boolean {
  return thread.ahead.length > 0 || lastSeq > head(thread);
}

/**
 * Said to the visitor, by a person or by the house: who is asked "are you still
 * there" behind a closed window and hears nothing is let go without knowing.
 */
export function isSaid({ from, recalled, text, attachments }: VisitorMessage): boolean {
  return from !== 'visitor' && !recalled && (text !== '' || attachments.length > 0);
}

/** What was said to the visitor and not seen. */
export function unreadCount(thread: Thread, readSeq: number): number {
  return thread.rows.filter((row) => isSaid(row) && row.seq > readSeq).length;
}

/**
 * After which number to ask for what is new, or for what was written since a time
 * (0: none), so many at most. The last one then always: another under its number tells of a server restored
 * from a backup.
 */
export function rereadFrom({ rows, base }: Thread, since: number, most: number): number {
  if (since === 0) return base + rows.length;
  const index = rows.findIndex((row) => Date.parse(row.created_at) >= since);
  const last = Math.max(0, rows.length - 1);
  return base + (index < 0 ? last : Math.max(index, rows.length - most));
}

/**
 * What was read of a talk before its visitor signed in is read after it, under
 * its new number; 0 where something older of their own is still unseen.
 */
export function readBefore(thread: Thread, was: { id: string; seq: number } | null, read: number | null): number {
  const seq = was && thread.rows.find((row) => row.id === was.id)?.seq;
  if (!was || !seq || seq <= (read ?? 0)) return 0;
  const own = thread.rows.filter((row) => row.seq <= seq - was.seq);
  return read !== null && unreadCount({ ...thread, rows: own }, read) > 0 ? 0 : seq;
}
