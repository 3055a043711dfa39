import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { api, type Query } from '../../lib/api/client';
import type { Page } from '../../lib/api/types';

const PAGE = 50;

/** A list that pages by cursor, fifty rows at a time. */
export function usePaged<Row>(path: string, filter: Query = {}) {
  const query = useInfiniteQuery({
    queryKey: [path, filter],
    queryFn: ({ pageParam, signal }) => api.get<Page<Row>>(path, { ...filter, limit: PAGE, cursor: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor || undefined,
    placeholderData: keepPreviousData,
  });
  return { ...query, rows: query.data?.pages.flatMap((page) => page.rows) ?? [] };
}
