import { ApiError, api, clientKey } from '../api/client';

export type IncidentKind = 'outage' | 'upload' | 'freeze';

const TRIES = 3;
const AGAIN_MS = 10_000;

/**
 * Tells the server that this desk could not answer for a while, so that the
 * response clock does not count it. Times are this machine's; the server
 * corrects them by sent_at. Nobody waits for it and nobody is told if it fails.
 */
export function tellIncident(kind: IncidentKind, from: number, to: number, tries = TRIES, key = clientKey()): void {
  const iso = (at: number) => new Date(at).toISOString();
  const body = { client_key: key, kind, from: iso(from), to: iso(to), sent_at: iso(Date.now()) };
  api.post('/insight/incidents', body).catch((cause) => {
    if (tries > 1 && cause instanceof ApiError && cause.passing) {
      setTimeout(() => tellIncident(kind, from, to, tries - 1, key), AGAIN_MS);
    }
  });
}
