import { sameDay } from './days';
import type { OutboxItem } from './outbox';
import type { Conversation, VisitorMessage } from './protocol';
import type { Thread } from './thread';

/** One row of the conversation as shown. */
export type Line =
  | { kind: 'older' | 'greeting' | 'waiting'; key: string }
  | { kind: 'day'; key: string; at: string }
  | { kind: 'event' | 'recalled'; key: string; message: VisitorMessage }
  | { kind: 'message'; key: string; message: VisitorMessage; first: boolean; last: boolean; recallable: boolean }
  | { kind: 'outbox'; key: string; item: OutboxItem };

export interface LinesInput {
  thread: Thread;
  outbox: readonly OutboxItem[];
  conversation: Conversation | null;
  loaded: boolean;
  /** Server time, Unix milliseconds. */
  now: number;
}

const TOGETHER = 3 * 60_000;
export const RECALL_WITHIN = 2 * 60_000;
const PATIENCE = 30_000;

function together(one: VisitorMessage | undefined, other: VisitorMessage | undefined): boolean {
  if (!one || !other || one.from !== other.from || one.author_name !== other.author_name) return false;
  if (one.event || other.event || one.recalled || other.recalled) return false;
  return (
    Date.parse(other.created_at) - Date.parse(one.created_at) < TOGETHER && sameDay(one.created_at, other.created_at)
  );
}

function toLine(rows: readonly VisitorMessage[], index: number, now: number): Line[] {
  const message = rows[index];
  if (!message) return [];
  const key = message.id;
  if (message.recalled) return [{ kind: 'recalled', key, message }];
  if (message.from === 'system' || message.event) return message.event ? [{ kind: 'event', key, message }] : [];
  const recallable = message.from === 'visitor' && now - Date.parse(message.created_at) < RECALL_WITHIN;
  const first = !together(rows[index - 1], message);
  const last = !together(message, rows[index + 1]);
  return [{ kind: 'message', key, message, first, last, recallable }];
}

/** A visitor nobody has taken on yet is told that the message arrived. */
function waits({ thread, outbox, conversation, now }: LinesInput): boolean {
  const said = thread.rows.filter((row) => row.from !== 'system' && !row.recalled).pop();
  if (said?.from !== 'visitor' || outbox.length > 0 || conversation?.owner_name) return false;
  return now - Date.parse(said.created_at) >= PATIENCE;
}

/** What to show, top to bottom: pending messages last, refused ones where they were written. */
export function toLines(input: LinesInput): Line[] {
  const { thread, outbox, loaded, now } = input;
  const lines: Line[] = [];
  if (thread.base > 0) lines.push({ kind: 'older', key: 'older' });
  else if (loaded || thread.rows.length === 0) lines.push({ kind: 'greeting', key: 'greeting' });
  const refused = outbox.filter((item) => item.state === 'failed');
  const place = (before: number) => {
    while (refused[0] && refused[0].after < before) {
      const item = refused.shift();
      if (item) lines.push({ kind: 'outbox', key: item.key, item });
    }
  };
  let day = '';
  thread.rows.forEach((row, index) => {
    place(row.seq);
    if (!day || !sameDay(day, row.created_at)) {
      lines.push({ kind: 'day', key: `day-${row.seq}`, at: row.created_at });
    }
    day = row.created_at;
    lines.push(...toLine(thread.rows, index, now));
  });
  place(Number.POSITIVE_INFINITY);
  for (const item of outbox) if (item.state === 'queued') lines.push({ kind: 'outbox', key: item.key, item });
  if (waits(input)) lines.push({ kind: 'waiting', key: 'waiting' });
  return lines;
}
