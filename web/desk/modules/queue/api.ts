import { queryOptions } from '@tanstack/react-query';
import type { ChannelSettings } from '../../../lib/api/admin-types';
import { api } from '../../../lib/api/client';
import { queries } from '../../../lib/api/queries';
import type { components } from '../../../lib/api/schema';
import type { Colleague, Page } from '../../../lib/api/types';

type Server = components['schemas'];
export type Wall = Server['RoutingWall'];
export type WallQueue = Server['RoutingWallQueue'];
export type WallAgent = Server['RoutingWallAgent'];
export type Risk = Server['RoutingRisk'];
export type Queue = Server['RoutingQueueView'];
export type Rules = Server['RoutingQueueRules'];
export type Seat = Server['RoutingSeat'];
export type Settings = Server['RoutingSettings'];
export type Message = Server['RoutingMessage'];
export type Skill = Server['WorkforceSkill'];
export type Candidate = Server['WorkforceCandidate'];
export type Breaks = Server['WorkforceBreaks'];
export type Hours = Server['CalendarHoursView'];
export type ChannelRow = { id: string; name: string; settings?: ChannelSettings };

export const wallQuery = queryOptions({
  queryKey: ['routing', 'wall'],
  queryFn: ({ signal }) => api.get<Wall>('/routing/wall', undefined, signal),
});

export const explainQuery = (clock: string) =>
  queryOptions({
    queryKey: ['slaclock', clock, 'explain'],
    queryFn: ({ signal }) =>
      api.get<Server['SlaclockExplained']>(`/slaclock/clocks/${clock}/explain`, undefined, signal),
    staleTime: 0,
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
    queryKey: ['colleagues', q],
    queryFn: ({ signal }) => api.get<Page<Colleague>>('/colleagues', { q, limit: 8 }, signal),
  });

export const again = (...what: string[]) =>
  Promise.all(what.map((one) => queries.invalidateQueries({ queryKey: ['routing', one] })));
