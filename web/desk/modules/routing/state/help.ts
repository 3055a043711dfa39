import type { ServerFrame } from '../../../../lib/live/frames';

// Pure: colleagues who call for whoever leads, until somebody has come.

export interface Help {
  conversationId: string;
  customer: string;
  from: string;
}

type Frame<T extends ServerFrame['t']> = Extract<ServerFrame, { t: T }>;

const SHOWN = 3;

/** What a call, or its end, makes of them; one's own call is for others. */
export function called(helps: Help[], frame: Frame<'help'>, me: string | undefined): { helps: Help[]; fresh: boolean } {
  const rest = helps.filter((one) => one.conversationId !== frame.conversation_id);
  if (!frame.on || frame.from_id === me) return { helps: rest, fresh: false };
  const one = { conversationId: frame.conversation_id, customer: frame.customer, from: frame.from };
  return { helps: [...rest, one].slice(-SHOWN), fresh: rest.length === helps.length };
}

/** Without those that the state of a conversation shows to be over. */
export function helpOver(helps: Help[], frame: Frame<'conversation'> | Frame<'gone'>): Help[] {
  const over =
    frame.t === 'gone' ? frame.conversation_id : frame.conversation.attention === 'help' ? '' : frame.conversation.id;
  return helps.some((one) => one.conversationId === over) ? helps.filter((one) => one.conversationId !== over) : helps;
}
