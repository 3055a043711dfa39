import type { components } from '../api/schema';
import type { Conversation, Id, Message, Presence } from '../api/types';

type Server = components['schemas'];

export type ServerFrame =
  | { t: 'welcome'; staff_id: Id; now: string }
  | { t: 'message'; conversation_id: Id; message: Message }
  | { t: 'conversation'; conversation: Conversation }
  | { t: 'gone'; conversation_id: Id; owner_id?: Id }
  | { t: 'typing'; conversation_id: Id; from: 'visitor' | 'staff'; name: string; on: boolean }
  | { t: 'read'; conversation_id: Id; who: string; seq: number }
  | { t: 'gap'; conversation_id: Id; messages: Message[]; more: boolean }
  | { t: 'presence' | 'me_state' | 'break_overdue'; presence: Presence }
  | { t: 'offer'; offer: Server['RoutingOfferView'] }
  | { t: 'offer_gone'; offer_id: Id; outcome: string; reason: string; by_name?: string }
  | { t: 'transfer'; transfer: Server['RoutingTransfer'] }
  | { t: 'whisper'; conversation_id: Id; owner_id: Id; customer: string; from: string; text: string }
  | { t: 'help'; conversation_id: Id; customer: string; from_id: Id; from: string; on: boolean }
  | { t: 'taken'; conversation_id: Id; customer: string; by: string; to_id: Id; to: string; reason: string }
  | { t: 'cover_left'; staff_id: Id; name: string; cover_id: Id; cover_name: string; count: number }
  | { t: 'phone_message' | 'phone_message_late'; message: Server['RoutingMessage'] }
  | { t: 'taking'; takes: boolean }
  | { t: 'wall' }
  | { t: 'slow_round'; round_id: Id; conversation_id: Id }
  | { t: 'resync' }
  | { t: 'bye'; code: string; retry?: boolean }
  | { t: 'pong' };

export type ClientFrame =
  | { t: 'watch'; conversation_id: Id; after: number }
  | { t: 'unwatch'; conversation_id: Id }
  | { t: 'typing'; conversation_id: Id; on: boolean }
  | { t: 'ping' };

/** Reads one text frame; anything that is not a frame is dropped. */
export function parse(text: string): ServerFrame | null {
  try {
    const frame = JSON.parse(text) as ServerFrame;
    return typeof frame === 'object' && frame !== null && typeof frame.t === 'string' ? frame : null;
  } catch {
    return null;
  }
}
