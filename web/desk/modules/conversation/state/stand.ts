import type { Conversation, Me } from '../../../../lib/api/types';
import { can } from '../../../../lib/perm/perm';

/** What a conversation is to the person who looks at it. */
export interface Stand {
  /** A colleague serves it: nothing here may reach the customer by one key. */
  watching: boolean;
  /** May give it away or end it: one's own, or what nobody has yet. */
  handles: boolean;
}

export function stand({ state, owner_id }: Pick<Conversation, 'state' | 'owner_id'>, me: Me): Stand {
  const open = state === 'open';
  const watching = open && owner_id !== '' && owner_id !== me.id;
  return { watching, handles: open && !watching && can(me, 'conversation.reply') };
}

export type Mode = 'reply' | 'note' | 'whisper';

/**
 * In which ways one may write here, the usual one first. Where a colleague
 * serves, who leads or was asked to help has more than a note.
 */
export function modes(watching: boolean, me: Me, helps: boolean): Mode[] {
  const note: Mode[] = can(me, 'conversation.note') ? ['note'] : [];
  const reply: Mode[] = can(me, 'conversation.reply') ? ['reply'] : [];
  if (!watching) return [...reply, ...note];
  if (can(me, 'routing.supervise')) return ['whisper', ...note, ...reply];
  return helps ? [...note, ...reply] : note;
}

/** The ways in which somebody may write in a conversation. */
export function ways(conversation: Pick<Conversation, 'state' | 'owner_id' | 'helpers'>, me: Me): Mode[] {
  const helps = conversation.helpers.some(({ staff_id }) => staff_id === me.id);
  return modes(stand(conversation, me).watching, me, helps);
}

const REOPEN_WITHIN_MS = 24 * 3_600_000;

/** After that the customer's next word begins a new one, and so do we. */
export function mayReopen({ state, closed_at }: Pick<Conversation, 'state' | 'closed_at'>, now: number): boolean {
  return state === 'closed' && closed_at !== null && now - Date.parse(closed_at) < REOPEN_WITHIN_MS;
}
