import { sameDay } from './days';
import type { OutboxItem } from './outbox';
import type { Conversation, Standing, VisitorMessage } from './protocol';
import type { Thread } from './thread';

/** One row of the conversation as shown. */
export type Line =
  | { kind: 'older' | 'greeting' | 'waiting'; key: string }
  | { kind: 'day'; key: string; at: string }
  | { kind: 'state'; key: string; event: 'claimed' | 'closed'; name: string }
  | { kind: 'recalled' | 'told'; key: string; message: VisitorMessage }
  | { kind: 'message'; key: string; message: VisitorMessage; first: boolean; last: boolean; recallable: boolean }
  | { kind: 'outbox'; key: string; item: OutboxItem };

export interface LinesInput {
  thread: Thread;
  outbox: readonly OutboxItem[];
  conversation: Conversation | null;
  /** Of the queue, for who waits or would; null while it is unknown. */
  standing: Standing | null | undefined;
  loaded: boolean;
  /** Server time, Unix milliseconds. */
  now: number;
}

const TOGETHER = 3 * 60_000;
export const RECALL_WITHIN = 2 * 60_000;
const PATIENCE = 30_000;

function together(one: VisitorMessage | undefined, other: VisitorMessage | undefined): boolean {
  if (!one || !other || one.from !== other.from || one.author_name !== other.author_name) return false;
  if (one.recalled || other.recalled) return false;
  return (
    Date.parse(other.created_at) - Date.parse(one.created_at) < TOGETHER && sameDay(one.created_at, other.created_at)
  );
}

function toLine(rows: readonly VisitorMessage[], index: number, now: number): Line[] {
  const message = rows[index];
  if (!message) return [];
  const key = message.id;
  if (message.recalled) return [{ kind: 'recalled', key, message }];
  if (message.from === 'system') return message.text ? [{ kind: 'told', key, message }] : [];
  const recallable = message.from === 'visitor' && now - Date.parse(message.created_at) < RECALL_WITHIN;
  const first = !together(rows[index - 1], message);
  const last = !together(message, rows[index + 1]);
  return [{ kind: 'message', key, message, first, last, recallable }];
}

/** A visitor nobody has taken on yet is told that the message arrived. */
function waits({ thread, outbox, conversation, standing, now }: LinesInput): boolean {
  const said = thread.rows.filter((row) => row.from !== 'system' && !row.recalled).pop();
  if (said?.from !== 'visitor' || outbox.some((item) => item.state !== 'heard') || conversation?.owner_name)
    return false;
  // Who has left waits no more, and where we are open the place in line says it better.
  if (conversation?.state === 'closed' || standing?.open) return false;
  return now - Date.parse(said.created_at) >= PATIENCE;
}

/** Words of the house that ended a conversation say so better than a line of ours. */
function said(last: VisitorMessage | undefined): boolean {
  return last?.from === 'system';
}

/** Where the thread itself does not say so: who came in, and that a conversation ended. */
class States {
  private readonly told = new Set<string>();
  private current: string;

  constructor(private readonly input: LinesInput) {
    const { rows, base } = input.thread;
    this.current = rows[0]?.conversation_id ?? '';
    // Whoever came in above the window is not announced in its middle.
    if (base > 0) this.told.add(`claimed ${this.current}`);
  }

  ended(row: VisitorMessage, above: VisitorMessage | undefined): Line[] {
    const before = this.current;
    this.current = row.conversation_id;
    return before === this.current || said(above) ? [] : this.tell('closed', before, '');
  }

  joined(row: VisitorMessage): Line[] {
    return row.from === 'staff' ? this.tell('claimed', row.conversation_id, row.author_name) : [];
  }

  after(): Line[] {
    const { conversation, thread } = this.input;
    if (!conversation || thread.rows.length === 0) return [];
    const { id, state, owner_name: name } = conversation;
    if (state === 'closed') return said(thread.rows[thread.rows.length - 1]) ? [] : this.tell('closed', id, '');
    return name ? this.tell('claimed', id, name) : [];
  }

  private tell(event: 'claimed' | 'closed', conversation: string, name: string): Line[] {
    const key = `${event} ${conversation}`;
    if (this.told.has(key)) return [];
    this.told.add(key);
    return [{ kind: 'state', key, event, name }];
  }
}

/** What to show, top to bottom: pending messages last, refused ones where they were written. */
export function toLines(input: LinesInput): Line[] {
  const { thread, outbox, loaded, now } = input;
  const lines: Line[] = [];
  if (thread.base > 0) lines.push({ kind: 'older', key: 'older' });
  else if (loaded || thread.rows.length === 0) lines.push({ kind: 'greeting', key: 'greeting' });
  const refused = outbox.filter((item) => item.state !== 'queued');
  const place = (before: number) => {
    while (refused[0] && refused[0].after < before) {
      const item = refused.shift();
      if (item) lines.push({ kind: 'outbox', key: item.key, item });
    }
  };
  let day = '';
  const states = new States(input);
  thread.rows.forEach((row, index) => {
    place(row.seq);
    lines.push(...states.ended(row, thread.rows[index - 1]));
    if (!day || !sameDay(day, row.created_at)) {
      lines.push({ kind: 'day', key: `day-${row.seq}`, at: row.created_at });
    }
    day = row.created_at;
    lines.push(...states.joined(row));
    lines.push(...toLine(thread.rows, index, now));
  });
  lines.push(...states.after());
  place(Number.POSITIVE_INFINITY);
  for (const item of outbox) if (item.state === 'queued') lines.push({ kind: 'outbox', key: item.key, item });
  if (waits(input)) lines.push({ kind: 'waiting', key: 'waiting' });
  return lines;
}
