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

/** Made busy by the house, since offers lapsed: it stays said until it is answered. */
export const missed = (presence: Presence) => presence.state === 'busy' && presence.reason === 'missed';

/** Whether signing out takes customers away who wait for an answer. */
export const leavesSomebody = (mine: Mine) =>
  mine.serves && mine.waiting > 0 && mine.presence.state !== 'off' && !mine.elsewhere;

/** What whoever was lost comes back to: what they had chosen. */
export const backTo = (presence: Presence) => (presence.chosen === 'busy' ? 'busy' : 'online');
