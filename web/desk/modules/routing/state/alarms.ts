import type { Message } from '../api';

// Pure: urgent messages that everybody who is here sees at once, until somebody knows of them.

export interface Alarms {
  open: Message[];
  /** Put away here, by id and version: more of it is shown again. */
  away: Record<string, number>;
}

export const QUIET: Alarms = { open: [], away: {} };
const SHOWN = 3;

/** What a message that was taken or changed makes of them. */
export function alarmed(state: Alarms, message: Message): { state: Alarms; fresh: boolean } {
  const rest = state.open.filter((one) => one.id !== message.id);
  const waits = message.urgency === 'urgent' && message.state === 'taken';
  if (!waits || (state.away[message.id] ?? 0) >= message.version) {
    return rest.length === state.open.length
      ? { state, fresh: false }
      : { state: { ...state, open: rest }, fresh: false };
  }
  const known = state.open.find((one) => one.id === message.id);
  return {
    state: { ...state, open: [message, ...rest].slice(0, SHOWN) },
    fresh: known === undefined || known.matter !== message.matter,
  };
}

export function putAway(state: Alarms, message: Message): Alarms {
  return {
    open: state.open.filter((one) => one.id !== message.id),
    away: { ...state.away, [message.id]: message.version },
  };
}
