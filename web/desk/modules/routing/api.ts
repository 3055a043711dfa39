import { queryOptions } from '@tanstack/react-query';
import { api } from '../../../lib/api/client';
import type { components } from '../../../lib/api/schema';
import type { Conversation, Message, Page } from '../../../lib/api/types';
import { serverNow } from '../../../lib/time/time';

type Server = components['schemas'];
export type Offer = Server['RoutingOfferView'];
export type Mine = Server['RoutingMe'];
export type Free = Server['RoutingFree'];
export type Queue = Server['RoutingQueueView'];
export type Wall = Server['RoutingWall'];
export type Transfer = Server['RoutingTransfer'];
export type Taken = Server['RoutingTaken'];

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

export const queuesQuery = queryOptions({
  queryKey: ['routing', 'queues'],
  queryFn: ({ signal }) => api.get<Page<Queue>>('/routing/queues', undefined, signal),
});

export const wallQuery = queryOptions({
  queryKey: ['routing', 'wall'],
  queryFn: ({ signal }) => api.get<Wall>('/routing/wall', undefined, signal),
  staleTime: 0,
});

export const transfersKey = (id: string) => ['routing', 'transfers', id];

export const transfersQuery = (id: string) =>
  queryOptions({
    queryKey: transfersKey(id),
    queryFn: ({ signal }) => api.get<Page<Transfer>>(`/conversations/${id}/transfers`, undefined, signal),
  });

export interface Ask {
  client_key: string;
  kind: 'warm' | 'cold';
  to_id?: string;
  to_queue_id?: string;
  note: string;
}

export const routing = {
  accept: (id: string) => api.post<Taken>(`/routing/offers/${id}/accept`),
  decline: (id: string, reason: string) => api.post(`/routing/offers/${id}/decline`, { reason }),
  transfer: (id: string, ask: Ask) => api.post<Transfer>(`/conversations/${id}/transfers`, ask),
  withdraw: (id: string) => api.delete(`/routing/transfers/${id}`),
  watch: (id: string) => api.post(`/conversations/${id}/watch`),
  whisper: (id: string, clientKey: string, text: string) =>
    api.post<Message>(`/conversations/${id}/whisper`, { client_key: clientKey, text }),
  takeOver: (id: string, reason: string) => api.post<Conversation>(`/conversations/${id}/take-over`, { reason }),
};
