import { useSyncExternalStore } from 'react';
import { serverNow } from '../../../../lib/time/time';

const EVERY_MS = 5_000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let now = serverNow();

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    now = serverNow();
    timer = setInterval(() => {
      now = serverNow();
      for (const one of listeners) one();
    }, EVERY_MS);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearInterval(timer);
  };
}

/** The time, read anew every few seconds by one clock for all rows. */
export function useTick(): number {
  return useSyncExternalStore(subscribe, () => now);
}
