import { queryOptions } from '@tanstack/react-query';
import type { ChannelSettings } from '../../../lib/api/admin-types';
import { api } from '../../../lib/api/client';
import { queries } from '../../../lib/api/queries';
import type { components } from '../../../lib/api/schema';
import type { Colleague, Conversation, Page, Message as Said } from '../../../lib/api/types';
import { serverNow } from '../../../lib/time/time';

type Server = components['schemas'];
export type Offer = Server['RoutingOfferView'];
export type Mine = Server['RoutingMe'];
export type Free = Server['RoutingFree'];
export type Transfer = Server['RoutingTransfer'];
export type Taken = Server['RoutingTaken'];
export type Wall = Server['RoutingWall'];
export type WallQueue = Server['RoutingWallQueue'];
export type WallAgent = Server['RoutingWallAgent'];
export type Risk = Server['RoutingRisk'];
export type Waits = Server['RoutingWaits'];
export type Explained = Server['RoutingExplained'];
export type Queue = Server['RoutingQueueView'];
export type Rules = Server['RoutingQueueRules'];
export type Seat = Server['RoutingSeat'];
export type Settings = Server['RoutingSettings'];
/** What was left for a colleague, not a line of a conversation. */
export type Message = Server['RoutingMessage'];
export type Skill = Server['WorkforceSkill'];
export type Candidate = Server['WorkforceCandidate'];
export type Breaks = Server['WorkforceBreaks'];
export type Hours = Server['CalendarHoursView'];
export type ChannelRow = { id: string; name: string; settings?: ChannelSettings };

/** What an offer of a transfer is about. */
export interface TransferSubject {
  transfer: Transfer;
  conversation: Conversation;
}

export const meQuery = queryOptions({
  queryKey: ['routing', 'me'],
  queryFn: async ({ signal }): Promise<Mine & { askedAt: number }> => {
    const askedAt = serverNow();
    return { ...(await api.get<Mine>('/routing/me', undefined, signal)), askedAt };
  },
  // Frames tell of every change; this is for what was missed all the same.
  refetchInterval: 30_000,
});

export const freeQuery = queryOptions({
  queryKey: ['routing', 'free'],
  queryFn: ({ signal }) => api.get<Page<Free>>('/routing/free', undefined, signal),
  staleTime: 0,
  refetchInterval: 10_000,
});

export const wallQuery = queryOptions({
  queryKey: ['routing', 'wall'],
  queryFn: ({ signal }) => api.get<Wall>('/routing/wall', undefined, signal),
  staleTime: 0,
});

export const explainQuery = (clock: string) =>
  queryOptions({
    queryKey: ['slaclock', clock, 'explain'],
    queryFn: ({ signal }) =>
      api.get<Server['SlaclockExplained']>(`/slaclock/clocks/${clock}/explain`, undefined, signal),
    staleTime: 0,
  });

/** Who would be asked for one that waits, and why not the others. */
export const whyQuery = (item: string) =>
  queryOptions({
    queryKey: ['routing', 'why', item],
    queryFn: ({ signal }) => api.get<Explained>(`/routing/items/${item}/explain`, undefined, signal),
    staleTime: 0,
    refetchInterval: 5_000,
  });

/** What a colleague serves now, what has waited the longest first. */
export const handsQuery = (staffId: string) =>
  queryOptions({
    queryKey: ['routing', 'hands', staffId],
    queryFn: ({ signal }) =>
      api.get<Page<Conversation>>('/conversations', { tab: 'open', sort: 'due', owner_id: staffId, limit: 50 }, signal),
    staleTime: 0,
    refetchInterval: 5_000,
  });

export const queuesQuery = queryOptions({
  queryKey: ['routing', 'queues'],
  queryFn: ({ signal }) => api.get<Page<Queue>>('/routing/queues', undefined, signal),
});

export const seatsQuery = queryOptions({
  queryKey: ['routing', 'seats'],
  queryFn: ({ signal }) => api.get<Page<Seat>>('/routing/seats', undefined, signal),
});

export const settingsQuery = queryOptions({
  queryKey: ['routing', 'settings'],
  queryFn: ({ signal }) => api.get<Settings>('/routing/settings', undefined, signal),
});

/** Messages nobody has passed on yet that the reader could; the rail shows how many. */
export const waitingQuery = queryOptions({
  queryKey: ['routing', 'messages', 'waiting'],
  queryFn: ({ signal }) => api.get<Page<Message>>('/routing/messages', { state: 'taken', limit: 100 }, signal),
});

export const colleaguesQuery = (q: string) =>
  queryOptions({
    queryKey: ['colleagues', q, 8],
    queryFn: ({ signal }) => api.get<Page<Colleague>>('/colleagues', { q, limit: 8 }, signal),
  });

export const transfersKey = (id: string) => ['routing', 'transfers', id];

export const transfersQuery = (id: string) =>
  queryOptions({
    queryKey: transfersKey(id),
    queryFn: ({ signal }) => api.get<Page<Transfer>>(`/conversations/${id}/transfers`, undefined, signal),
  });

export const again = (...what: string[]) =>
  Promise.all(what.map((one) => queries.invalidateQueries({ queryKey: ['routing', one] })));

export type Fictitious = Server['RoutingPreviewAsk'];

export interface Ask {
  client_key: string;
  kind: 'warm' | 'cold' | 'consult';
  to_id?: string;
  to_queue_id?: string;
  note: string;
}

export const routing = {
  accept: (id: string) => api.post<Taken>(`/routing/offers/${id}/accept`),
  decline: (id: string, reason: string) => api.post(`/routing/offers/${id}/decline`, { reason }),
  transfer: (id: string, ask: Ask) => api.post<Transfer>(`/conversations/${id}/transfers`, ask),
  take: (takes: boolean) => api.put<Mine>('/routing/me/taking', { takes }),
  withdraw: (id: string) => api.delete(`/routing/transfers/${id}`),
  watch: (id: string) => api.post(`/conversations/${id}/watch`),
  whisper: (id: string, clientKey: string, text: string, to: { to_id?: string; to_queue_id?: string } = {}) =>
    api.post<Said>(`/conversations/${id}/whisper`, { client_key: clientKey, text, ...to }),
  preview: (id: string, who: Fictitious) => api.post<Explained>(`/routing/queues/${id}/preview`, who),
  takeOver: (id: string, reason: string) => api.post<Conversation>(`/conversations/${id}/take-over`, { reason }),
};
