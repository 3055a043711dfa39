import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from '../../../lib/api/client';
import { queries } from '../../../lib/api/queries';
import type {
  Attachment,
  Colleague,
  Conversation,
  ConversationDetail,
  Counts,
  Draft,
  Label,
  Message,
  NewMessage,
  Page,
} from '../../../lib/api/types';
import type { Filter } from './state/list';
import { refresh, type Thread } from './state/thread';

export const LIST_PAGE = 50;
export const THREAD_PAGE = 40;
const AGAIN_MS = 20_000;

export const listKey = (filter: Filter) => ['conversations', filter] as const;
export const threadKey = (id: string) => ['thread', id] as const;

export const listQuery = (filter: Filter) =>
  infiniteQueryOptions({
    queryKey: listKey(filter),
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Conversation>>('/conversations', { ...filter, limit: LIST_PAGE, cursor: pageParam }, signal),
    // Frames bring what is one's own or waits; the rest is looked at now and then.
    refetchInterval: filter.tab === 'attention' || filter.tab === 'following' ? AGAIN_MS : false,
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor || undefined,
  });

export const threadQuery = (id: string) =>
  queryOptions({
    queryKey: threadKey(id),
    queryFn: async ({ signal }): Promise<Thread> => {
      const asked = performance.now();
      const detail = await api.get<ConversationDetail>(`/conversations/${id}`, { messages: THREAD_PAGE }, signal);
      return refresh(queries.getQueryData<Thread>(threadKey(id)), detail, asked);
    },
    // The socket keeps open threads fresh; a closed one is asked for again.
    staleTime: 10_000,
  });

export const countsQuery = queryOptions({
  queryKey: ['counts'],
  queryFn: ({ signal }) => api.get<Counts>('/conversations/counts', undefined, signal),
  refetchInterval: AGAIN_MS,
});

export const labelsQuery = queryOptions({
  queryKey: ['labels'],
  queryFn: ({ signal }) => api.get<Page<Label>>('/labels', undefined, signal),
  staleTime: 5 * 60_000,
});

export const colleaguesQuery = (q: string) =>
  queryOptions({
    queryKey: ['colleagues', q],
    queryFn: ({ signal }) => api.get<Page<Colleague>>('/colleagues', { q }, signal),
    staleTime: 60_000,
  });

const one = (id: string) => `/conversations/${id}`;

export const conversations = {
  before: (id: string, seq: number, limit = THREAD_PAGE) =>
    api.get<Page<Message>>(`${one(id)}/messages`, { before: seq, limit }),
  whisper: (id: string, client_key: string, text: string) => api.post(`${one(id)}/whisper`, { client_key, text }),
  send: (id: string, message: NewMessage) => api.post<Message>(`${one(id)}/messages`, message),
  recall: (id: string, messageId: string) => api.post<Message>(`${one(id)}/messages/${messageId}/recall`),
  claim: (id: string) => api.post<Conversation>(`${one(id)}/claim`),
  release: (id: string) => api.post<Conversation>(`${one(id)}/release`),
  assign: (id: string, staffId: string) => api.post<Conversation>(`${one(id)}/assign`, { staff_id: staffId }),
  follow: (id: string) => api.post<Conversation>(`${one(id)}/follow`),
  unfollow: (id: string) => api.post<Conversation>(`${one(id)}/unfollow`),
  help: (id: string) => api.post<Conversation>(`${one(id)}/help`, { on: true }),
  unhelp: (id: string) => api.post<Conversation>(`${one(id)}/help`, { on: false }),
  close: (id: string, seen_seq: number) => api.post<Conversation>(`${one(id)}/close`, { seen_seq }),
  reopen: (id: string) => api.post<Conversation>(`${one(id)}/reopen`),
  read: (id: string, seq: number) => api.post(`${one(id)}/read`, { seq }),
  labels: (id: string, labelIds: string[]) => api.put<Conversation>(`${one(id)}/labels`, { label_ids: labelIds }),
  draft: (id: string, draft: Draft) => api.put(`${one(id)}/draft`, draft),
  file: (id: string) => api.get<Attachment>(`/files/${id}`),
};
