import type { Conversation, Message, Page, Tab } from '../../../../lib/api/types';
import { lineOf } from '../../../../lib/text/text';
import { FOLD } from './fold';

export const SORTS = ['due', 'newest'] as const;
/** By duty, or by the newest activity. */
export type Sort = (typeof SORTS)[number];

const SORT_KEY = 'tx.sort';

/** How this person wants their lists of work, kept in this browser. */
export function keptSort(storage: Pick<Storage, 'getItem'> = localStorage): Sort {
  try {
    return storage.getItem(SORT_KEY) === 'newest' ? 'newest' : 'due';
  } catch {
    return 'due';
  }
}

export function keepSort(sort: Sort, storage: Pick<Storage, 'setItem'> = localStorage): void {
  try {
    storage.setItem(SORT_KEY, sort);
  } catch {
    // It then holds for this visit only.
  }
}

/** The line has its own order, and what is closed no duty. */
export function sortOf(tab: Tab, wish: Sort): Sort | '' {
  return tab === 'queue' || tab === 'closed' ? '' : wish;
}

export interface Filter {
  sort: Sort | '';
  tab: Tab;
  label_id: string;
  channel_id: string;
}

export interface Pages {
  pages: Page<Conversation>[];
  pageParams: unknown[];
}

/** Whether a conversation shows under a tab with these filters. */
export function belongs(conversation: Conversation, filter: Filter, meId: string): boolean {
  if (filter.channel_id && conversation.channel.id !== filter.channel_id) return false;
  if (filter.label_id && !conversation.labels.some((label) => label.id === filter.label_id)) return false;
  if (filter.tab === 'following') return conversation.followed || conversation.mentioned;
  if (filter.tab === 'closed') return conversation.state === 'closed';
  if (conversation.state !== 'open') return false;
  if (filter.tab === 'attention') return conversation.attention !== '';
  return filter.tab === 'mine' ? conversation.owner_id === meId : conversation.owner_id === '';
}

const at = (time: string | null | undefined) => (time ? Date.parse(time) : 0);
const activity = (one: Conversation) => Math.max(at(one.last_message?.at), at(one.closed_at), at(one.created_at));

type Compare = (a: Conversation, b: Conversation) => number;

const waiting = (one: Conversation) => at(one.waiting_since ?? one.created_at);
const byWait: Compare = (a, b) => waiting(a) - waiting(b);
const byNews: Compare = (a, b) => activity(b) - activity(a);

/** Overdue first, then by the time left, then who waits unpromised; who waits for the customer comes last. */
const byDuty: Compare = (a, b) => {
  if (!a.waiting_since || !b.waiting_since) {
    return Number(!a.waiting_since) - Number(!b.waiting_since) || byNews(a, b);
  }
  return Number(!a.due_at) - Number(!b.due_at) || at(a.due_at) - at(b.due_at) || byWait(a, b);
};

/** As the server orders it. Queue: longest waiting first. */
export function order(rows: Conversation[], tab: Tab, sort: Sort | ''): Conversation[] {
  const compare = tab === 'queue' ? byWait : sort === 'due' ? byDuty : byNews;
  return rows.slice().sort((a, b) => compare(a, b) || (a.id < b.id ? -1 : 1));
}

export function flatten(data: Pages | undefined, tab: Tab, sort: Sort | '' = ''): Conversation[] {
  const rows = new Map<string, Conversation>();
  for (const page of data?.pages ?? []) for (const row of page.rows) rows.set(row.id, row);
  return order([...rows.values()], tab, sort);
}

/** The pages with one conversation put in, changed or taken out. */
export function place(data: Pages, conversation: Conversation, show: boolean): Pages {
  let found = false;
  const pages = data.pages.map((page) => {
    const index = page.rows.findIndex((row) => row.id === conversation.id);
    if (index < 0) return page;
    found = true;
    const rows = page.rows.slice();
    if (show) rows[index] = newer(rows[index], conversation);
    else rows.splice(index, 1);
    return { ...page, rows };
  });
  if (found || !show) return found ? { ...data, pages } : data;
  const [first, ...rest] = pages;
  if (!first) return data;
  return { ...data, pages: [{ ...first, rows: [conversation, ...first.rows] }, ...rest] };
}

/** Frames may overtake an answer that was under way: the higher version stays. */
function newer(old: Conversation | undefined, next: Conversation): Conversation {
  return old && old.version > next.version ? old : next;
}

/** What a message alone tells about its row, until the conversation itself arrives. */
export function touch(row: Conversation, message: Message, reading: boolean): Conversation {
  if (message.seq <= row.last_seq) return row;
  const counts = message.kind === 'visitor' && !reading;
  return {
    ...row,
    last_seq: message.seq,
    unread: row.unread + (counts ? 1 : 0),
    last_message:
      message.kind === 'event' || (message.kind === 'reply' && message.author.kind === 'system')
        ? row.last_message
        : { kind: message.kind, text: lineOf(message), author_name: message.author.name, at: message.created_at },
  };
}

export interface Steady {
  ids: string[];
  /** New rows kept back. */
  pending: number;
  /** Rows that no longer belong but are left standing for now. */
  gone: Set<string>;
}

/**
 * The order to show. While frozen (pointer or focus in the list, or scrolled)
 * no row moves: newcomers above wait, leavers stand greyed; only what goes on
 * at the end is added. What is open waits for nothing: without its row nobody
 * knew where they are, and "the next" would be the first.
 */
export function steady(held: string[], fresh: string[], frozen: boolean, current = ''): Steady {
  if (!frozen || held.length === 0) return { ids: fresh, pending: 0, gone: new Set() };
  const shown = fresh.includes(current) && !held.includes(current) ? [current, ...held] : held;
  const was = new Set(shown);
  const now = new Set(fresh);
  let lastKnown = -1;
  for (const [index, id] of fresh.entries()) if (was.has(id)) lastKnown = index;
  const tail = fresh.slice(lastKnown + 1);
  const pending = fresh.slice(0, lastKnown + 1).filter((id) => !was.has(id) && id !== FOLD).length;
  return { ids: [...shown, ...tail], pending, gone: new Set(shown.filter((id) => !now.has(id))) };
}

/** The neighbour of the open conversation; the ends hold. */
export function neighbour(ids: string[], current: string | undefined, step: 1 | -1): string | undefined {
  const index = current ? ids.indexOf(current) : -1;
  if (index < 0) return ids[0];
  return ids[Math.max(0, Math.min(ids.length - 1, index + step))];
}
