import { api } from '../../lib/api/client';
import type { Translate } from '../../lib/i18n/i18n';

/**
 * Ends the session and leaves by a full load: nothing of one person stays in
 * memory for the next. Unsent messages stay in this browser under their owner.
 */
export async function signOut(t: Translate): Promise<void> {
  const waiting = Object.keys(localStorage).filter((key) => key.startsWith('tx.outbox.')).length;
  if (waiting > 0 && !window.confirm(t('unsentLeave'))) return;
  await api.delete('/session').catch(() => {});
  location.assign('/sign-in');
}
