import type { Id, Locale, Named, Scope, Time } from './types';

export interface Unit {
  id: Id;
  parent_id: Id;
  kind: 'company' | 'region' | 'project' | 'team';
  name: string;
  staff_count: number;
  version: number;
}

export interface Staff {
  id: Id;
  login: string;
  name: string;
  email: string;
  phone: string;
  unit: Named;
  roles: Named[];
  state: 'active' | 'disabled' | 'invited';
  totp_enabled: boolean;
  last_seen_at: Time | null;
  version: number;
}

export interface StaffLink {
  url: string;
  expires_at: Time;
}

export interface Grant {
  permission: string;
  scope: Scope;
}

export interface Role {
  id: Id;
  key: string;
  name: string;
  builtin: boolean;
  grants: Grant[];
  staff_count: number;
  version: number;
}

export interface Permission {
  key: string;
  module: string;
  name: string;
  scopes: Scope[];
}

export interface ChannelSettings {
  title: string;
  subtitle: string;
  greeting: string;
  offline_text: string;
  colour: string;
  position: 'left' | 'right';
  allowed_sites: string[];
  language: 'auto' | Locale;
  show_staff_names: boolean;
  hide_demo?: boolean;
}

export interface Channel {
  id: Id;
  kind: string;
  key: string;
  name: string;
  unit_id: Id;
  enabled: boolean;
  settings: ChannelSettings;
  has_identity_secret: boolean;
  version: number;
  snippet: string;
}

export interface AuditRow {
  id: Id;
  at: Time;
  actor: { kind: string; id: Id; name: string };
  action: string;
  subject: { kind: string; id: Id; name: string };
  before: unknown;
  after: unknown;
  ip: string;
}

export interface DeadLetter {
  id: Id;
  subscriber: string;
  event: string;
  attempts: number;
  error: string;
  at: Time;
}

export interface Check {
  name: string;
  state: 'ok' | 'warn' | 'fail';
  message: string;
}

export interface Organisation {
  name: string;
  industry: string;
  locale: Locale;
  zone: string;
  search_wordings: boolean;
  version: number;
}

export interface SessionRow {
  id: Id;
  created_at: Time;
  last_seen_at: Time;
  ip: string;
  user_agent: string;
  current: boolean;
}

export interface TokenRow {
  id: Id;
  name: string;
  scopes: string[];
  created_at: Time;
  last_used_at: Time | null;
  expires_at: Time | null;
}
