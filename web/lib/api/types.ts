// The shapes of /api/v1 as the desk reads them. Times are RFC 3339 in UTC, ids
// are opaque, seq counts 1,2,3… without gaps inside one conversation.

export type Id = string;
export type Time = string;
export type Locale = 'zh-CN' | 'zh-TW' | 'en';
export type Theme = 'system' | 'light' | 'dark';
export type Scope = 'own' | 'team' | 'unit' | 'subtree' | 'all';

export interface Page<Row> {
  rows: Row[];
  next_cursor: string;
}

export interface Named {
  id: Id;
  name: string;
}

export interface Preferences {
  send_key: 'enter' | 'ctrl_enter';
  density: 'cozy' | 'compact';
  sound: boolean;
}

export interface Me {
  id: Id;
  login: string;
  name: string;
  email: string;
  phone: string;
  locale: Locale;
  theme: Theme;
  unit: Named;
  roles: Named[];
  permissions: Record<string, Scope>;
  totp_enabled: boolean;
  preferences: Preferences;
  organisation: { name: string; industry: string; demo: boolean; zone: string };
  version: number;
}

export interface Attachment {
  id: Id;
  name: string;
  size: number;
  type: string;
  image: boolean;
  width: number;
  height: number;
  url: string;
}

export interface Mention {
  staff_id: Id;
  name: string;
}

export type MessageKind = 'visitor' | 'reply' | 'note' | 'event';

export interface Message {
  id: Id;
  conversation_id: Id;
  seq: number;
  kind: MessageKind;
  author: { kind: 'visitor' | 'staff' | 'system'; id: Id; name: string };
  text: string;
  attachments: Attachment[];
  mentions: Mention[];
  event: { type: string; data: Record<string, unknown> | null } | null;
  created_at: Time;
  recalled_at: Time | null;
  client_key?: string;
}

export interface Label {
  id: Id;
  name: string;
  colour: string;
  version?: number;
}

export interface Conversation {
  id: Id;
  state: 'open' | 'closed';
  customer: Named;
  /** A to D; empty: not graded. */
  customer_grade: string;
  customer_vip: boolean;
  channel: { id: Id; kind: string; name: string };
  unit_id: Id;
  owner_id: Id;
  owner_name: string;
  /** Who was asked for advice and looks on. */
  helpers: { staff_id: Id; name: string }[];
  labels: Label[];
  last_message: { kind: MessageKind; text: string; author_name: string; at: Time } | null;
  last_seq: number;
  unread: number;
  my_read_seq: number;
  visitor_read_seq: number;
  waiting_since: Time | null;
  /** By when the customer was promised an answer. */
  due_at: Time | null;
  mentioned: boolean;
  followed: boolean;
  /** late, help, refused, or empty. */
  attention: string;
  visitor_online: boolean;
  created_at: Time;
  updated_at: Time;
  closed_at: Time | null;
  version: number;
}

export interface Draft {
  kind: 'reply' | 'note';
  text: string;
}

export interface ConversationDetail extends Conversation {
  messages: Message[];
  draft: Draft | null;
}

export type Tab = 'mine' | 'queue' | 'attention' | 'following' | 'closed';

export interface Counts {
  mine: number;
  mine_unread: number;
  queue: number;
  /** Conversations that somebody who leads should look at. */
  attention: number;
  /** Conversations that call the reader into a note not yet seen. */
  called: number;
}

export interface NewMessage {
  client_key: string;
  kind: 'reply' | 'note';
  text: string;
  attachment_ids?: Id[];
  mentions?: Id[];
  /** A reply meant to go out beside the colleague who serves. */
  interject?: boolean;
}

export interface Colleague {
  id: Id;
  name: string;
  login: string;
  unit_name: string;
}

export interface Phone {
  id?: Id;
  number: string;
  label: string;
}

export interface Email {
  id?: Id;
  address: string;
  label: string;
}

/** How the house holds a customer; the queue heeds it. */
export interface Regard {
  grade?: '' | 'A' | 'B' | 'C' | 'D';
  vip?: boolean;
  /** Code of a language, as zh-CN, yue or en; empty: any. */
  language?: string;
  /** Empty: nobody in particular looks after them. */
  steward_id?: Id;
}

export interface Customer {
  id: Id;
  kind: 'person' | 'organisation';
  name: string;
  unit_id: Id;
  phones: Phone[];
  emails: Email[];
  identities: { channel_kind: string; channel_name: string; name: string; verified: boolean }[];
  note: string;
  regard: Regard;
  first_seen_at: Time;
  last_seen_at: Time;
  /** Others with one of the numbers; where one customer is shown. */
  same_number?: { id: Id; name: string }[];
  version: number;
  conversations?: Conversation[];
}

export interface SearchHit {
  kind: 'message' | 'customer' | 'file';
  conversation_id: Id;
  customer_id: Id;
  customer_name: string;
  message_id: Id;
  seq: number;
  title: string;
  excerpt: string;
  marks: [number, number][];
  at: Time;
}

export interface Problem {
  code: string;
  message: string;
  field?: string;
  details?: Record<string, unknown>;
  request_id: string;
}

export type PresenceState = 'online' | 'busy' | 'break' | 'away' | 'off';

/** What somebody is doing, as the server decides it. */
export interface Presence {
  staff_id: Id;
  name: string;
  unit_name: string;
  state: PresenceState;
  chosen: PresenceState;
  since: Time | null;
  break_kind?: string;
  until: Time | null;
  cover_id?: Id;
  cover_name?: string;
  connected: boolean;
  lost_at: Time | null;
  reason?: string;
}
