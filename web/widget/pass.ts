import { type Api, ApiError } from './api';
import type { Identity, Visitor } from './protocol';
import { OWN, type Store } from './storage';

export interface PassDeps {
  api: Pick<Api, 'visitor'>;
  channelKey: string;
  identity: Identity | null;
  /** Storage of the visitor, and of the anonymous one who may have signed in since. */
  store: Store;
  anonymous: Store;
  /** One tab at a time asks who we are. */
  lock<T>(work: () => Promise<T>): Promise<T>;
  /** The anonymous visitor is no more. */
  left(): void;
}

type Stored = Pick<Visitor, 'visitor_id' | 'token'>;

/** Who the visitor is to the server: the token, kept over reloads and shared by tabs. */
export class Pass {
  /** Of the last registration; -1 when another tab did it. */
  lastSeq = -1;
  private visitor: Stored | null;
  private fresh = false;
  private joining: Promise<boolean> | null = null;

  constructor(private readonly deps: PassDeps) {
    this.visitor = this.stored();
  }

  get token(): string {
    return this.visitor?.token ?? '';
  }

  get exists(): boolean {
    return this.visitor !== null;
  }

  /** Registered since this page was loaded. */
  get joined(): boolean {
    return this.fresh && this.visitor !== null;
  }

  /** Registers; true when we turned out to be another visitor than before. */
  join(): Promise<boolean> {
    this.joining ??= this.enter().finally(() => {
      this.joining = null;
    });
    return this.joining;
  }

  /** Replaces a token the server no longer takes, unless another tab already has. */
  renew(spent: string): Promise<boolean> {
    return this.enter(spent);
  }

  /** Another tab has changed the token; null when it signed the person out. */
  follow(): 'same' | 'renewed' | 'other' | 'gone' {
    const stored = this.stored();
    if (!this.joined || stored?.token === this.visitor?.token) return 'same';
    const other = stored?.visitor_id !== this.visitor?.visitor_id;
    this.visitor = stored;
    this.lastSeq = -1;
    if (!stored) this.fresh = false;
    if (!stored) return 'gone';
    return other ? 'other' : 'renewed';
  }

  private stored(): Stored | null {
    return this.deps.store.read<Stored | null>('visitor', null);
  }

  private async enter(spent?: string): Promise<boolean> {
    const next = await this.deps.lock(async (): Promise<Pick<Visitor, 'visitor_id' | 'token' | 'last_seq'>> => {
      const stored = this.stored();
      if (spent && stored && stored.token !== spent) return { ...stored, last_seq: -1 };
      const { identity, anonymous } = this.deps;
      // A proven person takes along what this browser began as a stranger, also one who was here before.
      const guest = identity && anonymous.read<Stored | null>('visitor', null)?.token;
      const answer = await this.register(identity, guest || stored?.token);
      if (guest && answer.verified) {
        // The guest's thread belongs to the person now; after a sign-out it must not be readable here.
        anonymous.drop(...OWN);
        this.deps.left();
      }
      this.deps.store.write('visitor', { visitor_id: answer.visitor_id, token: answer.token });
      return answer;
    });
    const other = this.visitor?.visitor_id !== next.visitor_id;
    this.visitor = { visitor_id: next.visitor_id, token: next.token };
    this.lastSeq = next.last_seq;
    this.fresh = true;
    return other;
  }

  /** What the server makes of a claim and a token; one that it does not take is as good as none. */
  async register(identity: Identity | null, token?: string): Promise<Visitor> {
    const ask = (said: { identity?: Identity | null; token?: string }) =>
      this.deps.api.visitor({ channel_key: this.deps.channelKey, ...said });
    const answer = await ask({ identity, token }).catch((error) => {
      const status = error instanceof ApiError && error.status;
      if (status === 401) return ask({ identity });
      if (status === 400) return ask({ token });
      throw error;
    });
    if (identity && !answer.verified) {
      console.warn('[Tiexin] The identity has no valid signature; the visitor stays anonymous.');
    }
    return answer;
  }
}
