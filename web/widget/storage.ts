import { toJson } from './json';

/**
 * Storage that never throws: blocked or full storage degrades to the
 * memory of this page, so that the chat still works until a reload.
 */
export class Store {
  private readonly memory = new Map<string, unknown>();

  constructor(
    private readonly prefix: string,
    private readonly backing: Storage | null = webStorage('localStorage'),
  ) {}

  read<T>(name: string, fallback: T): T {
    const key = this.prefix + name;
    try {
      if (this.memory.has(key)) return this.memory.get(key) as T;
      const text = this.backing?.getItem(key);
      return text ? (JSON.parse(text) as T) : fallback;
    } catch {
      return fallback;
    }
  }

  write(name: string, value: unknown): void {
    const key = this.prefix + name;
    try {
      (this.backing as Storage).setItem(key, toJson(value));
      this.memory.delete(key);
    } catch {
      this.memory.set(key, value);
    }
  }

  drop(...names: string[]): void {
    for (const name of names) {
      this.memory.delete(this.prefix + name);
      try {
        this.backing?.removeItem(this.prefix + name);
      } catch {
        // Blocked storage holds nothing to remove.
      }
    }
  }
}

/** What is kept of one visitor; all of it goes when they sign out. */
export const OWN = ['visitor', 'read', 'mark', 'joined', 'outbox', 'draft', 'rang', 'note'] as const;

/** Who signs in on the page goes on writing where they were. */
export function carry(from: Store, to: Store): void {
  const draft = from.read('draft', '');
  if (draft && !to.read('draft', '')) to.write('draft', draft);
  const unsent = from.read<unknown[]>('outbox', []);
  if (unsent.length > 0) {
    to.write('outbox', [...to.read<unknown[]>('outbox', []), ...unsent]);
    // An outbox that is gone would be written again by the other tabs; an empty one tells them.
    from.write('outbox', []);
  }
  const note = from.read<unknown>('note', null);
  if (note !== null) to.write('note', note);
  // The numbers of a joined talk are others; the message read last is the same.
  const id = from.read('mark', '');
  if (id) to.write('joined', { id, seq: from.read('read', 0) });
  from.drop('draft', 'note');
}

/** Forgets everybody who was signed in with a channel in this browser. */
export function forgetPersons(prefix: string, backing: Storage | null = webStorage('localStorage')): void {
  try {
    for (const key of Object.keys(backing ?? {})) if (key.startsWith(prefix)) backing?.removeItem(key);
  } catch {
    // Blocked storage holds nothing to forget.
  }
}

export function webStorage(kind: 'localStorage' | 'sessionStorage'): Storage | null {
  try {
    return window[kind];
  } catch {
    return null;
  }
}

/** Short stable name for a text, so that a customer number is not a storage key in the clear. */
export function digest(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return hash.toString(36);
}

export function randomKey(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join('-');
}
