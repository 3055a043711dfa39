/** Shapes of the widget part of the API, as the server sends them. */

export type Language = 'zh-CN' | 'zh-TW' | 'en';

export interface WidgetConfig {
  name: string;
  title: string;
  subtitle: string;
  greeting: string;
  offline_text: string;
  colour: string;
  position: 'right' | 'left';
  language: 'auto' | Language;
  max_file_bytes: number;
}

/** A claim of the host site about who is signed in; worthless without its signature. */
export interface Identity {
  id: string;
  name?: string;
  email?: string;
  phone?: string;
  /** Unix seconds. */
  expires: number;
  /** hex hmac-sha256(secret, id + "\n" + expires) */
  signature: string;
}

export interface Visitor {
  visitor_id: string;
  token: string;
  expires_at: string;
  verified: boolean;
  last_seq: number;
}

export interface Attachment {
  id: string;
  name: string;
  size: number;
  type: string;
  image: boolean;
  width: number;
  height: number;
  url: string;
}

export interface VisitorMessage {
  id: string;
  /** 1, 2, 3… per visitor, without gaps. */
  seq: number;
  conversation_id: string;
  from: 'visitor' | 'staff' | 'system';
  author_name: string;
  text: string;
  attachments: Attachment[];
  created_at: string;
  recalled: boolean;
  client_key?: string;
}

/** A message of the visitor's own that waits for an answer, masked. */
export interface Left {
  contact: string;
  matter: string;
  calls: boolean;
}

/** How the queue stands for this visitor. */
export interface Standing {
  /** 1 is next; 0 while there is no place to tell. */
  place: number;
  /** null while too few waits are known. */
  wait_seconds: number | null;
  open: boolean;
  next_opening: string | null;
  staffed: boolean;
  may_leave_message: boolean;
  /** A colleague is being asked to take them now. */
  asked: boolean;
  /** What they have left that nobody has answered yet. */
  left?: Left | null;
  /** Who leaves one keeps their place and is called in turn. */
  callback: boolean;
}

export interface Conversation {
  id: string;
  state: 'open' | 'closed';
  owner_name: string;
  /** While waiting only. */
  queue?: Standing | null;
}

/** A message left instead of waiting (留言). */
export interface Note {
  client_key: string;
  name: string;
  contact: string;
  matter: string;
  urgency: 'normal' | 'urgent';
  /** Asked about their contact, they stay with it. */
  sure: boolean;
}

export interface NoteTaken {
  at: string;
  tell_by: string;
}

export interface MessagePage {
  rows: VisitorMessage[];
  last_seq: number;
  staff_read_seq: number;
  conversation: Conversation | null;
}

export type ServerFrame =
  | { t: 'welcome'; last_seq: number; staff_read_seq: number; conversation?: Conversation | null }
  | { t: 'message'; message: VisitorMessage }
  | { t: 'typing'; from: 'staff'; name: string; on: boolean }
  | { t: 'read'; seq: number }
  | { t: 'conversation'; conversation: Conversation }
  | { t: 'queue'; conversation_id: string; queue: Standing }
  | { t: 'resync' }
  | { t: 'bye'; code: string; retry: boolean }
  | { t: 'pong' };

export type ClientFrame =
  | { t: 'hello'; token: string; after: number }
  | { t: 'typing'; on: boolean }
  | { t: 'read'; seq: number }
  | { t: 'ping' };
