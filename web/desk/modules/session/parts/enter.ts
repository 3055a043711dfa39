import type { Me } from '../../../../lib/api/types';
import { acceptMe } from '../../../../lib/session/me';

/** Only places inside this desk, so that a crafted link cannot lead elsewhere after signing in. */
export function safeNext(next: unknown): string {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) && !next.startsWith('/sign-in') ? next : '/inbox';
}

export async function enter(me: Me, go: (to: string) => void, next: unknown): Promise<void> {
  await acceptMe(me);
  go(safeNext(next));
}
