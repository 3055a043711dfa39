import type { ServerFrame } from '../../../../lib/live/frames';
import type { Offer } from '../api';

export interface Gone {
  offer: Offer;
  outcome: string;
  reason: string;
  by: string;
}

export interface Offers {
  /** What colleagues ask first, then what ends first. */
  open: Offer[];
  /** Ids that are over: a late answer must not bring them back. */
  over: string[];
}

export const NONE: Offers = { open: [], over: [] };
/** More than anybody is asked at once. */
const REMEMBERED = 50;

/** How far our idea of the server's clock may be off. */
const SKEW_MS = 2_000;

/** A colleague who waits for an answer comes before the queue; then what ends first. */
const byTurn = (a: Offer, b: Offer) =>
  Number(b.kind === 'transfer') - Number(a.kind === 'transfer') ||
  Date.parse(a.until) - Date.parse(b.until) ||
  (a.id < b.id ? -1 : 1);

function put(state: Offers, offer: Offer): Offers {
  if (state.over.includes(offer.id)) return state;
  return { ...state, open: [...state.open.filter((one) => one.id !== offer.id), offer].sort(byTurn) };
}

export function drop(state: Offers, id: string): Offers {
  return {
    open: state.open.filter((one) => one.id !== id),
    over: state.over.includes(id) ? state.over : [...state.over, id].slice(-REMEMBERED),
  };
}

/** What a frame changes, and which offer it ended. */
export function heard(state: Offers, frame: ServerFrame): { state: Offers; gone?: Gone; fresh?: Offer } {
  if (frame.t === 'offer') {
    const known = state.open.some((one) => one.id === frame.offer.id);
    const next = put(state, frame.offer);
    return { state: next, fresh: known || next === state ? undefined : frame.offer };
  }
  if (frame.t === 'offer_gone') {
    const offer = state.open.find((one) => one.id === frame.offer_id);
    return {
      state: drop(state, frame.offer_id),
      gone: offer && { offer, outcome: frame.outcome, reason: frame.reason, by: frame.by_name ?? '' },
    };
  }
  return { state };
}

/**
 * The list as the server holds it, after opening or coming back. What came by
 * frame after it was asked for stays; what is no longer in it has gone.
 */
export function fetched(state: Offers, rows: Offer[], askedAt: number): { state: Offers; fresh: Offer[] } {
  const known = new Set(state.open.map((one) => one.id));
  const later = state.open.filter((one) => Date.parse(one.offered_at) >= askedAt - SKEW_MS);
  let next: Offers = { ...state, open: later };
  for (const row of rows) next = put(next, row);
  return { state: next, fresh: next.open.filter((one) => !known.has(one.id)) };
}

/** Those whose time is up; the server says so too, but the line may be down. */
export function lapsed(state: Offers, now: number): Offers {
  const gone = state.open.filter((one) => Date.parse(one.until) + GRACE_MS <= now);
  return gone.length === 0 ? state : gone.reduce((next, one) => drop(next, one.id), state);
}
const GRACE_MS = 3_000;

/** What becomes of an offer that nobody took: nobody else is asked where it goes back to the line. */
const LAPSED: Record<string, string> = { expired: 'gone.returned', line: 'gone.line' };

/** How an offer ended, as far as it is worth a word: what one did oneself is not. */
export function farewell(gone: Gone): { key: string; name: string } | null {
  const name = gone.by;
  if (gone.outcome === 'lapsed') return { key: LAPSED[gone.reason] ?? 'gone.lapsed', name };
  if (gone.outcome !== 'withdrawn' || gone.reason === 'away') return null;
  if (gone.by) return { key: 'gone.taken', name };
  if (gone.reason === 'left') return { key: 'gone.left', name };
  return { key: gone.offer.kind === 'transfer' ? 'gone.withdrawn' : 'gone.elsewhere', name };
}

/** Seconds and the share of the time that are left. */
export function remaining(offer: Offer, now: number): { seconds: number; share: number } {
  const whole = Date.parse(offer.until) - Date.parse(offer.offered_at);
  const left = Math.max(0, Date.parse(offer.until) - now);
  return { seconds: Math.ceil(left / 1000), share: whole > 0 ? Math.min(1, left / whole) : 0 };
}

const JUST_MS = 60_000;

/** Why it is this customer's turn, as far as it tells something: who has just come has not "waited longest". */
export function reasons(offer: Offer, now: number): string[] {
  const just = now - Date.parse(offer.entered_at) < JUST_MS;
  return just ? offer.why.filter((why) => why !== 'longest_waiting') : offer.why;
}

/** What there is to say after a change that nobody chose; back as it was before one has read it, nothing. */
export const turned = (unread: boolean | null, takes: boolean) => (unread === !takes ? null : takes);
