import type { ServerFrame } from '../../../../lib/live/frames';

// Pure: words that colleagues said behind the customer's back, until they are read or no longer meant.

export interface Whisper {
  id: number;
  conversationId: string;
  /** Who served when it was said: a word on how to serve means nothing to who no longer does. */
  ownerId: string;
  customer: string;
  from: string;
  text: string;
}

const SHOWN = 3;

/** What a frame makes of them. */
export function whispersAfter(open: Whisper[], frame: ServerFrame, id: number): Whisper[] {
  if (frame.t === 'whisper') {
    const { conversation_id: conversationId, owner_id: ownerId, customer, from, text } = frame;
    return [...open.slice(1 - SHOWN), { id, conversationId, ownerId, customer, from, text }];
  }
  const over = (one: Whisper) => {
    if (frame.t === 'gone') return frame.conversation_id === one.conversationId;
    if (frame.t !== 'conversation' || frame.conversation.id !== one.conversationId) return false;
    return frame.conversation.state === 'closed' || frame.conversation.owner_id !== one.ownerId;
  };
  return open.some(over) ? open.filter((one) => !over(one)) : open;
}
