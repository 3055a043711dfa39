import { useEffect, useState, useSyncExternalStore } from 'react';
import type { ServerFrame } from './frames';
import { Live, type LiveStatus } from './socket';

let signedOut: () => void = () => {};

export function whenSocketSignedOut(act: () => void): void {
  signedOut = act;
}

export const live = new Live({
  connect: () => new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/v1/socket`),
  signedOut: () => signedOut(),
});

export function useLiveStatus(): LiveStatus {
  return useSyncExternalStore(live.subscribeStatus, () => live.status);
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
