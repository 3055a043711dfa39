import { queryOptions } from '@tanstack/react-query';
import { api, type Query } from '../../../lib/api/client';
import type { components } from '../../../lib/api/schema';
import type { Page } from '../../../lib/api/types';

type Server = components['schemas'];
export type Summary = Server['InsightSummary'];
export type Figures = Server['InsightFigures'];
export type Spread = Server['InsightSpread'];
export type GroupRow = Server['InsightRow'];
export type CauseReport = Server['InsightCauseReport'];
export type Round = Server['InsightView'];
export type Group = 'day' | 'hour' | 'staff';

/** The causes in the order in which they are offered. */
export const CAUSES = [
  'many',
  'unstaffed',
  'colleague',
  'lookup',
  'product',
  'size',
  'stock',
  'price',
  'related',
  'typing',
  'away',
  'image',
  'freeze',
  'network',
] as const;

export const pendingQuery = queryOptions({
  queryKey: ['insight', 'pending'],
  refetchInterval: 20_000, // a frame may be missed
  queryFn: async ({ signal }) => (await api.get<Page<Round>>('/insight/causes/pending', undefined, signal)).rows,
  staleTime: 5 * 60_000,
});

export const summaryQuery = (filter: Query, group: Group) =>
  queryOptions({
    queryKey: ['insight', 'summary', filter, group],
    queryFn: ({ signal }) => api.get<Summary>('/insight/responses/summary', { ...filter, group }, signal),
  });

export const paretoQuery = (filter: Query) =>
  queryOptions({
    queryKey: ['insight', 'pareto', filter],
    queryFn: ({ signal }) => api.get<CauseReport>('/insight/causes/pareto', filter, signal),
  });

/** What the address of the report carries. */
export interface Search {
  from?: string;
  to?: string;
  unit_id?: string;
  staff_id?: string;
  channel_id?: string;
  cause?: string;
  slow?: boolean;
  group?: Group;
}
