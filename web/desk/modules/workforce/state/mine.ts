import type { QueryClient } from '@tanstack/react-query';
import { queries } from '../../../../lib/api/queries';
import type { Presence } from '../../../../lib/api/types';
import { type Mine, mineKey } from '../api';

/**
 * Takes over one's own state from the server. An answer that is on its way was
 * perhaps read before: it must not put the old state back, so it is asked again.
 */
export function learnMine(presence: Presence, cache: QueryClient = queries): void {
  const of = { queryKey: mineKey, exact: true };
  const put = () => cache.setQueryData<Mine>(mineKey, (old) => old && ({ ...old, presence } as Mine));
  const asking = cache.isFetching(of) > 0;
  put();
  if (!asking) return;
  void cache.cancelQueries(of).then(() => {
    put();
    return cache.invalidateQueries(of);
  });
}

/** What whoever was lost comes back to: what they had chosen. */
export const backTo = (presence: Presence) => (presence.chosen === 'busy' ? 'busy' : 'online');
