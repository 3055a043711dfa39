import { type IncidentKind, tellIncident } from '../../../../lib/incident/incident';
import { live } from '../../../../lib/live/live';
import type { LiveState } from '../../../../lib/live/socket';

const SHORTEST_OUTAGE_MS = 3_000;
const TICK_MS = 500;
const FREEZE_MS = 2_000;
/** A longer stop is a computer put to sleep, not one that hangs. */
const SLEEP_MS = 60_000;

type Tell = (kind: IncidentKind, from: number, to: number) => void;

/** Measures how long the line is down, from the moment it is lost until it is back. */
export function outages(tell: Tell) {
  let wasOpen = false;
  let lostAt = 0;
  return (state: LiveState, now: number) => {
    if (state === 'open') {
      if (lostAt > 0 && now - lostAt >= SHORTEST_OUTAGE_MS) tell('outage', lostAt, now);
      wasOpen = true;
      lostAt = 0;
    } else if (state === 'off' || state === 'replaced' || state === 'blocked') {
      // Signed out, or another window has taken over: nobody is waiting here.
      wasOpen = false;
      lostAt = 0;
    } else if (wasOpen && lostAt === 0) lostAt = now;
  };
}

/** Measures stops of the page while it is in sight; hidden pages are slowed by the browser itself. */
export function freezes(tell: Tell) {
  let last = 0;
  return (now: number, inSight: boolean) => {
    const gap = now - last - TICK_MS;
    if (last > 0 && inSight && gap > FREEZE_MS && gap < SLEEP_MS) tell('freeze', last, now);
    last = inSight ? now : 0;
  };
}

export function startWatch(tell: Tell = tellIncident): () => void {
  const line = outages(tell);
  const page = freezes(tell);
  line(live.status.state, Date.now());
  const stopLine = live.subscribeStatus(() => line(live.status.state, Date.now()));
  const tick = setInterval(() => page(Date.now(), !document.hidden), TICK_MS);
  const turn = () => page(Date.now(), false);
  document.addEventListener('visibilitychange', turn);
  return () => {
    stopLine();
    clearInterval(tick);
    document.removeEventListener('visibilitychange', turn);
  };
}
