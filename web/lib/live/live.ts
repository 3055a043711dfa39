import { useEffect, useState, useSyncExternalStore } from 'react';
import { api } from '../api/client';
import type { ServerFrame } from './frames';
import { Live, type LiveStatus } from './socket';

let signedOut: () => void = () => {};

export function whenSocketSignedOut(act: () => void): void {
  signedOut = act;
}

export const live = new Live({
  connect: () => new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/v1/socket`),
  signedOut: () => signedOut(),
  // The answer itself leads to the sign-in when the session has ended; a lost line answers nothing.
  refused: () => void api.get('/me').catch(() => {}),
});

export function useLiveStatus(): LiveStatus {
  return useSyncExternalStore(live.subscribeStatus, () => live.status);
}

/** A blink of the line is not worth a word. */
const QUIET_MS = 1_500;

/** The line is down, and has been for longer than a blink. */
export function useLineDown(): boolean {
  const { failures, state } = useLiveStatus();
  const down = failures > 0 || state === 'replaced' || state === 'blocked';
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (!down) {
      setShown(false);
      return;
    }
    const timer = setTimeout(() => setShown(true), QUIET_MS);
    return () => clearTimeout(timer);
  }, [down]);
  return shown;
}

export function useFrames(handle: (frames: ServerFrame[]) => void): void {
  useEffect(() => live.subscribe(handle), [handle]);
}

/** Whole seconds until the next attempt, ticking. */
export function useRetrySeconds(status: LiveStatus): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (status.state !== 'waiting') return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [status]);
  return Math.max(0, Math.ceil((status.retryAt - now) / 1000));
}
