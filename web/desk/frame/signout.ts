import { api } from '../../lib/api/client';
import type { Translate } from '../../lib/i18n/i18n';
import { leaving, left } from '../../lib/session/leave';

/**
 * Ends the session and leaves by a full load: nothing of one person stays in
 * memory for the next, and no half-written words in this browser. Messages that
 * are sent but not taken yet stay under their owner.
 */
export async function signOut(t: Translate): Promise<void> {
  const waiting = Object.keys(localStorage).filter((key) => key.startsWith('tx.outbox.')).length;
  if (waiting > 0 && !window.confirm(t('unsentLeave'))) return;
  const kept = await leaving();
  if (kept === 'stay' || (!kept && !window.confirm(t('draftLeave')))) return;
  left();
  await api.delete('/session').catch(() => {});
  location.assign('/sign-in');
}
