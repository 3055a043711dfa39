import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from '../../../lib/api/client';
import type { Colleague, Customer, Page } from '../../../lib/api/types';

export const customerQuery = (id: string) =>
  queryOptions({
    queryKey: ['customer', id],
    queryFn: ({ signal }) => api.get<Customer>(`/customers/${id}`, undefined, signal),
    staleTime: 60_000,
  });

/** The one who looks after a customer, for the name. */
export const stewardQuery = (id: string) =>
  queryOptions({
    queryKey: ['colleague', id],
    queryFn: async ({ signal }) => (await api.get<Page<Colleague>>('/colleagues', { id }, signal)).rows[0] ?? null,
    enabled: id !== '',
    staleTime: 10 * 60_000,
  });

export const colleaguesQuery = (q: string) =>
  queryOptions({
    queryKey: ['colleagues', q],
    queryFn: ({ signal }) => api.get<Page<Colleague>>('/colleagues', { q }, signal),
    staleTime: 60_000,
  });

export const customersQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: ['customers', q],
    queryFn: ({ pageParam, signal }) => api.get<Page<Customer>>('/customers', { q, cursor: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor || undefined,
  });

export type CustomerPatch = Partial<Pick<Customer, 'name' | 'kind' | 'note' | 'phones' | 'emails' | 'regard'>> & {
  version: number;
};

export const customers = {
  patch: (id: string, patch: CustomerPatch) => api.patch<Customer>(`/customers/${id}`, patch),
  reveal: (id: string, phoneId: string, reason: string) =>
    api.post<{ number: string }>(`/customers/${id}/reveal`, { phone_id: phoneId, reason }),
};
