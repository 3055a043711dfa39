import { ApiError } from '../api/client';
import type { Attachment, Id, Mention, Message, NewMessage } from '../api/types';

export interface Item {
  client_key: string;
  conversation_id: Id;
  kind: 'reply' | 'note';
  text: string;
  attachments: Attachment[];
  mentions: Mention[];
  /** Said beside the colleague who serves, on purpose. */
  interject?: boolean;
  created_at: string;
  state: 'waiting' | 'failed';
  /** Why the server said no; empty while waiting. */
  error: string;
}

export interface OutboxDeps {
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  send: (conversationId: Id, message: NewMessage) => Promise<Message>;
  sent: (item: Item, message: Message) => void;
}

const RETRY_MS = [1_000, 2_000, 5_000, 10_000, 20_000];
const NONE: Item[] = [];

/**
 * What was written and not yet taken by the server. It lives in the browser's
 * storage, so that neither a reload nor a dead network loses a word; a resend
 * carries the same client_key, which the server answers with the first result.
 */
export class Outbox {
  #deps: OutboxDeps;
  #key: string;
  #items: Item[] = NONE;
  #byConversation = new Map<Id, Item[]>();
  #busy = new Set<Id>();
  #failures = 0;
  #stored = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #listeners = new Set<() => void>();

  constructor(deps: OutboxDeps, staffId: Id) {
    this.#deps = deps;
    this.#key = `tx.outbox.${staffId}`;
    this.#read();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Unsent messages of one conversation, oldest first; stable between changes. */
  of(conversationId: Id): Item[] {
    return this.#byConversation.get(conversationId) ?? NONE;
  }

  get size(): number {
    return this.#items.length;
  }

  add(item: Omit<Item, 'state' | 'error'>): void {
    this.#change((items) => [...items, { ...item, state: 'waiting', error: '' }]);
    void this.flush();
  }

  /** Sends it again, beside the colleague who serves if that is what was asked. */
  retry(clientKey: string, patch: Pick<Item, 'interject'> = {}): void {
    this.#failures = 0;
    this.#update(clientKey, { ...patch, state: 'waiting', error: '' });
    void this.flush();
  }

  remove(clientKey: string): void {
    this.#change((items) => items.filter((item) => item.client_key !== clientKey));
  }

  /** Another window of the same person changed the stored list. */
  reload(): void {
    this.#read();
    this.#tell();
  }

  get storageKey(): string {
    return this.#key;
  }

  /** Sends what waits: in order within a conversation, side by side across. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    const ids = new Set(this.#items.filter((item) => item.state === 'waiting').map((item) => item.conversation_id));
    await Promise.all([...ids].map((id) => this.#drain(id)));
  }

  async #drain(id: Id): Promise<void> {
    if (this.#busy.has(id)) return;
    this.#busy.add(id);
    try {
      for (;;) {
        const item = this.of(id).find((one) => one.state === 'waiting');
        if (!item || !(await this.#sendOne(item))) return;
      }
    } finally {
      this.#busy.delete(id);
    }
  }

  async #sendOne(item: Item): Promise<boolean> {
    try {
      const message = await this.#deps.send(item.conversation_id, {
        client_key: item.client_key,
        kind: item.kind,
        text: item.text,
        attachment_ids: item.attachments.map((file) => file.id),
        mentions: item.mentions.map((one) => one.staff_id),
        interject: item.interject || undefined,
      });
      this.#failures = 0;
      this.#deps.sent(item, message);
      this.remove(item.client_key);
      return true;
    } catch (cause) {
      if (cause instanceof ApiError && !cause.passing && cause.status !== 401) {
        this.#update(item.client_key, { state: 'failed', error: cause.message });
        return true;
      }
      this.#later(cause instanceof ApiError ? cause.retryAfter * 1000 : 0);
      return false;
    }
  }

  #later(atLeast: number): void {
    const delay = Math.max(atLeast, RETRY_MS[Math.min(this.#failures, RETRY_MS.length - 1)] ?? 0);
    this.#failures += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), delay);
  }

  #update(clientKey: string, patch: Partial<Item>): void {
    this.#change((items) => items.map((item) => (item.client_key === clientKey ? { ...item, ...patch } : item)));
  }

  #change(change: (items: Item[]) => Item[]): void {
    // Read first: another window may have written since.
    this.#read();
    this.#set(change(this.#items));
    try {
      if (this.#items.length === 0) this.#deps.storage.removeItem(this.#key);
      else this.#deps.storage.setItem(this.#key, JSON.stringify(this.#items));
    } catch {
      // Full or forbidden storage: the message still goes out from memory.
    }
    this.#tell();
  }

  #read(): void {
    try {
      const text = this.#deps.storage.getItem(this.#key);
      // Nothing stored means empty only if something was: storage may be forbidden.
      if (text === null && !this.#stored) return;
      this.#stored = true;
      this.#set(text === null ? NONE : (JSON.parse(text) as Item[]));
    } catch {
      // Unreadable storage: what is in memory stays.
    }
  }

  #set(items: Item[]): void {
    this.#items = items;
    const next = new Map<Id, Item[]>();
    for (const item of items) next.set(item.conversation_id, [...(next.get(item.conversation_id) ?? []), item]);
    this.#byConversation = next;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
