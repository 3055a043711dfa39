import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './client';

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      gcTime: 10 * 60_000,
      refetchOnWindowFocus: false,
      // A refusal will not change by asking again; a dropped line may.
      retry: (count, error) => error instanceof ApiError && error.passing && count < 3,
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
});
