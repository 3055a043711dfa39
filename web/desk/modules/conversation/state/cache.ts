import { ApiError } from '../../../../lib/api/client';
import { queries } from '../../../../lib/api/queries';
import type { Conversation, Message } from '../../../../lib/api/types';
import { live } from '../../../../lib/live/live';
import { countsQuery, threadKey, threadQuery } from '../api';
import { belongs, type Filter, type Pages, place, touch } from './list';
import { absorb, type Thread } from './thread';

// Every change to what the screen shows of conversations goes through here,
// whether a frame or an answer brought it.

function eachList(change: (data: Pages, filter: Filter) => Pages): void {
  for (const [key, data] of queries.getQueriesData<Pages>({ queryKey: ['conversations'] })) {
    const filter = key[1] as Filter | undefined;
    if (!data || !filter) continue;
    const next = change(data, filter);
    if (next !== data) queries.setQueryData(key, next);
  }
}

export function changeThread(id: string, change: (thread: Thread) => Thread): void {
  const thread = queries.getQueryData<Thread>(threadKey(id));
  if (thread) queries.setQueryData(threadKey(id), change(thread));
}

export function putConversation(conversation: Conversation, meId: string): void {
  eachList((data, filter) => place(data, conversation, belongs(conversation, filter, meId)));
  changeThread(conversation.id, (thread) =>
    thread.conversation.version > conversation.version ? thread : { ...thread, conversation, gone: false },
  );
  recount();
}

/**
 * "Gone" is said to everyone who saw the queue, also to the one who took it and
 * to those who may see all: the lists let go, an open thread asks first.
 */
export function dropConversation(id: string, ownerId: string, meId: string): void {
  recount();
  if (ownerId === meId) return;
  eachList((data) => place(data, { id } as Conversation, false));
  if (!queries.getQueryData(threadKey(id))) return;
  queries.fetchQuery({ ...threadQuery(id), staleTime: 0, retry: false }).catch((cause) => {
    if (cause instanceof ApiError && (cause.status === 403 || cause.status === 404)) {
      changeThread(id, (thread) => ({ ...thread, gone: true }));
    }
  });
}

export function patchRow(id: string, change: (row: Conversation) => Conversation): void {
  eachList((data) => {
    const row = data.pages.flatMap((page) => page.rows).find((one) => one.id === id);
    return row ? place(data, change(row), true) : data;
  });
}

export function putMessages(id: string, messages: Message[], more = false): void {
  let gap: number | null = null;
  changeThread(id, (thread) => {
    const next = absorb(thread.messages, thread.held, messages);
    gap = next.gapAfter ?? (more ? (next.messages.at(-1)?.seq ?? 0) : null);
    return { ...thread, messages: next.messages, held: next.held };
  });
  if (gap !== null) live.fill(id, gap);
}

export function touchRow(message: Message, reading: boolean): void {
  patchRow(message.conversation_id, (row) => touch(row, message, reading));
}

export function putRead(id: string, who: string, seq: number, meId: string): void {
  const change = (row: Conversation): Conversation => {
    if (who === 'visitor') return { ...row, visitor_read_seq: Math.max(row.visitor_read_seq, seq) };
    if (who !== meId) return row;
    const unread = seq >= row.last_seq ? 0 : row.unread;
    return { ...row, my_read_seq: Math.max(row.my_read_seq, seq), unread, mentioned: unread > 0 && row.mentioned };
  };
  patchRow(id, change);
  changeThread(id, (thread) => ({ ...thread, conversation: change(thread.conversation) }));
  if (who === meId) recount();
}

let counting: ReturnType<typeof setTimeout> | undefined;

/** Counts come from the server, asked for once after a burst of changes. */
export function recount(): void {
  if (counting !== undefined) return;
  counting = setTimeout(() => {
    counting = undefined;
    void queries.invalidateQueries({ queryKey: countsQuery.queryKey });
  }, 400);
}
