import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, type Query } from '../../../lib/api/client';
import type { components } from '../../../lib/api/schema';
import type { Page } from '../../../lib/api/types';
import { useTexts } from '../../../lib/i18n/i18n';

type Server = components['schemas'];
export type Summary = Server['InsightSummary'];
export type Figures = Server['InsightFigures'];
export type Spread = Server['InsightSpread'];
export type GroupRow = Server['InsightRow'];
export type CauseReport = Server['InsightCauseReport'];
export type Round = Server['InsightView'];
export type Group = 'day' | 'hour' | 'staff';

/** Why answers come late, in the organisation's own order and words. */
export const causesQuery = queryOptions({
  queryKey: ['insight', 'causes'],
  queryFn: ({ signal }) => api.get<Server['InsightReasonsView']>('/insight/causes', undefined, signal),
  staleTime: 5 * 60_000,
});

/** The word for a cause by its key. */
export function useCauseWord(): (cause: string) => string {
  const { t } = useTexts('insight');
  const rows = useQuery(causesQuery).data?.rows;
  return (cause) =>
    cause === '' || cause === 'none' ? t('causeNone') : (rows?.find((row) => row.key === cause)?.word ?? '');
}

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
