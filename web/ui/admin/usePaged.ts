import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { api, type Query } from '../../lib/api/client';
import type { Page } from '../../lib/api/types';

/**
 * A list that pages by cursor. The server chooses the page's length: short lists
 * take no limit at all and refuse to be sent one.
 */
export function usePaged<Row>(path: string, filter: Query = {}) {
  const query = useInfiniteQuery({
    queryKey: [path, filter],
    queryFn: ({ pageParam, signal }) => api.get<Page<Row>>(path, { ...filter, cursor: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor || undefined,
    placeholderData: keepPreviousData,
  });
  return { ...query, rows: query.data?.pages.flatMap((page) => page.rows) ?? [] };
}
