import type { Conversation, ConversationDetail, Draft, Message } from '../../../../lib/api/types';

/** One open conversation as held in the cache. */
export interface Thread {
  conversation: Conversation;
  /** Ascending, without holes. */
  messages: Message[];
  /** Came ahead of a hole that is being filled. */
  held: Message[];
  draft: Draft | null;
  /** When the server was asked for what stands here, by the clock of this page. */
  asked: number;
  /** No longer visible to this person. */
  gone: boolean;
}

export const lastSeq = (messages: Message[]): number => messages.at(-1)?.seq ?? 0;
export const firstSeq = (messages: Message[]): number => messages[0]?.seq ?? 0;

export interface Absorbed {
  messages: Message[];
  held: Message[];
  /** Ask the server for what follows this number; null when nothing is missing. */
  gapAfter: number | null;
}

/**
 * Puts incoming messages where they belong. A known id is replaced (recalls),
 * the next number is appended, a number further on is held back until the hole
 * before it is filled. What is older than the loaded window is left to paging.
 */
export function absorb(messages: Message[], held: Message[], incoming: Message[]): Absorbed {
  const known = new Map(messages.map((message, index) => [message.id, index]));
  const out = messages.slice();
  const ahead = new Map(held.map((message) => [message.seq, message]));
  for (const message of incoming) {
    const at = known.get(message.id);
    if (at !== undefined) out[at] = message;
    else if (message.seq > lastSeq(out)) ahead.set(message.seq, message);
  }
  for (let next = ahead.get(lastSeq(out) + 1); next; next = ahead.get(lastSeq(out) + 1)) {
    out.push(next);
    ahead.delete(next.seq);
  }
  const left = [...ahead.values()].filter((message) => message.seq > lastSeq(out)).sort((a, b) => a.seq - b.seq);
  return { messages: out, held: left, gapAfter: left.length > 0 ? lastSeq(out) : null };
}

/** Adds an older page in front; anything not touching the window is refused. */
export function prepend(messages: Message[], older: Message[]): Message[] {
  const first = firstSeq(messages);
  const fitting = older.filter((message) => first === 0 || message.seq < first);
  if (fitting.length === 0 || (first !== 0 && lastSeq(fitting) !== first - 1)) return messages;
  return [...fitting, ...messages];
}

/** A fresh fetch keeps the older pages already scrolled through, if they still join up. */
export function refresh(old: Thread | undefined, detail: ConversationDetail, asked = 0): Thread {
  const { messages, draft, ...conversation } = detail;
  const first = firstSeq(messages);
  const older = old?.messages.filter((message) => message.seq < first) ?? [];
  const joins = older.length > 0 && lastSeq(older) === first - 1;
  const merged = absorb(joins ? [...older, ...messages] : messages, [], old?.held ?? []);
  return { conversation, messages: merged.messages, held: merged.held, draft, asked, gone: false };
}

export type Delivery = 'sent' | 'read';

/** How far an own reply has got. */
export function delivery(message: Message, visitorReadSeq: number): Delivery {
  return message.seq <= visitorReadSeq ? 'read' : 'sent';
}

export const RECALL_MS = 120_000;

export function mayRecall(message: Message, meId: string, now: number): boolean {
  if (message.author.id !== meId || message.recalled_at) return false;
  if (message.kind !== 'reply' && message.kind !== 'note') return false;
  return now - Date.parse(message.created_at) < RECALL_MS;
}
