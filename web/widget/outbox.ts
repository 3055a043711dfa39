import type { Attachment, VisitorMessage } from './protocol';

/** A message the server has not confirmed yet. */
export interface OutboxItem {
  /** The client key: the same for every try, so a lost answer never doubles the message. */
  key: string;
  text: string;
  attachments: Attachment[];
  /** Unix milliseconds. */
  at: number;
  /** The thread's head when it was written: where a failed item stays visible. */
  after: number;
  /** `heard`: not taken as a message, but passed on to people another way. */
  state: 'queued' | 'failed' | 'heard';
  /** The code of a refusal. */
  code?: string;
  /** Reason of a refusal, in the reader's language. */
  reason?: string;
  /** Answers of 500 and above; a message the server chokes on must not block the rest. */
  faults: number;
}

/** How an item is told to the server. */
export function newMessage({ key, text, attachments }: OutboxItem) {
  return { client_key: key, text, attachment_ids: attachments.map((one) => one.id) };
}

/** What went wrong with a send, in terms of what to do next. */
export type SendFault =
  | { kind: 'network' }
  | { kind: 'server' }
  | { kind: 'slow'; seconds: number }
  | { kind: 'refused'; code: string; reason: string };

/** The house has passed on what it could not take as a message. */
const HEARD = 'widget.blocked_heard';

export interface OutboxDeps {
  /** Null where nothing is stored, or nothing that can be read. */
  load(): OutboxItem[] | null;
  save(items: OutboxItem[]): void;
  send(item: OutboxItem): Promise<VisitorMessage>;
  fault(error: unknown): SendFault;
  /** A message was refused for good; called once it stands there with its reason. */
  refused(item: OutboxItem, code: string): void;
  /** Runs alone among all tabs of the visitor. */
  lock<T>(work: () => Promise<T>): Promise<T>;
  later(work: () => void, milliseconds: number): () => void;
  random(): number;
  sent(message: VisitorMessage): void;
  changed(): void;
}

const FAULTS_BEFORE_GIVING_UP = 8;
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 30_000;

/**
 * Unsent messages, kept in storage shared by all tabs. They leave one at a
 * time, in the order written; a refused one steps aside, anything else is
 * retried with the same key until the server answers.
 */
export class Outbox {
  /** Why the queue stands still, for the reader. */
  held: SendFault | null = null;
  private running = false;
  private wanted = false;
  private pauses = 0;
  private cancelPause: (() => void) | null = null;

  private kept: OutboxItem[] = [];

  constructor(private readonly deps: OutboxDeps) {}

  /** What is stored; what was, where the page has emptied the storage meanwhile. */
  items(): OutboxItem[] {
    const stored = this.deps.load();
    if (Array.isArray(stored)) this.kept = stored;
    else if (this.kept.length > 0) this.deps.save(this.kept);
    return this.kept;
  }

  /** Somebody has taken it away, and means it. */
  forget(): void {
    this.kept = [];
  }

  add(item: Pick<OutboxItem, 'key' | 'text' | 'attachments' | 'at' | 'after'>): void {
    this.store([...this.items(), { ...item, state: 'queued', faults: 0 }]);
    // A new message does not shorten the pause of those before it.
    if (!this.cancelPause) void this.flush();
  }

  retry(key: string): void {
    this.store(
      this.items().map((item) =>
        item.key === key ? { ...item, state: 'queued', faults: 0, reason: undefined, code: undefined } : item,
      ),
    );
    this.wake();
  }

  /** It has reached people another way. */
  passOn(key: string, reason: string): void {
    this.change(key, { state: 'heard', reason, code: undefined });
  }

  remove(key: string): void {
    this.store(this.items().filter((item) => item.key !== key));
  }

  /** The server has the message: by our own answer, or seen arriving over another way. */
  settle(key: string, seq: number): void {
    const items = this.items();
    const index = items.findIndex((item) => item.key === key);
    if (index < 0) return;
    this.store(
      items
        .map((item, i) => (i > index ? { ...item, after: Math.max(item.after, seq) } : item))
        .filter((item) => item.key !== key),
    );
  }

  /** The network may be back: do not sit out the pause. */
  wake(): void {
    if (this.held?.kind === 'slow' && this.cancelPause) return;
    this.pauses = 0;
    void this.flush();
  }

  stop(): void {
    this.cancelPause?.();
    this.cancelPause = null;
  }

  async flush(): Promise<void> {
    this.wanted = true;
    if (this.running) return;
    this.running = true;
    this.stop();
    try {
      while (this.wanted && !this.cancelPause) {
        this.wanted = false;
        await this.deps.lock(() => this.drain());
      }
    } finally {
      this.running = false;
    }
  }

  private async drain(): Promise<void> {
    for (;;) {
      const item = this.items().find((candidate) => candidate.state === 'queued');
      if (!item) return this.hold(null);
      try {
        const message = await this.deps.send(item);
        this.pauses = 0;
        this.hold(null);
        this.settle(item.key, message.seq);
        this.deps.sent(message);
      } catch (error) {
        if (!this.carryOn(item, this.deps.fault(error))) return;
      }
    }
  }

  /** Whether the next item may go at once. */
  private carryOn(item: OutboxItem, fault: SendFault): boolean {
    if (fault.kind === 'refused') {
      const { code, reason } = fault;
      this.change(item.key, { state: code === HEARD ? 'heard' : 'failed', code, reason });
      this.deps.refused(item, code);
      return true;
    }
    if (fault.kind === 'server') {
      const faults = item.faults + 1;
      const state = faults >= FAULTS_BEFORE_GIVING_UP ? 'failed' : 'queued';
      this.change(item.key, { faults, state });
      if (state === 'failed') return true;
    }
    this.hold(fault);
    this.cancelPause = this.deps.later(() => void this.flush(), this.pause(fault));
    return false;
  }

  private pause(fault: SendFault): number {
    if (fault.kind === 'slow') return fault.seconds * 1000;
    const longest = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.pauses++);
    return longest * (0.5 + this.deps.random() / 2);
  }

  private hold(fault: SendFault | null): void {
    if (this.held === fault) return;
    this.held = fault;
    this.deps.changed();
  }

  private change(key: string, patch: Partial<OutboxItem>): void {
    this.store(this.items().map((item) => (item.key === key ? { ...item, ...patch } : item)));
  }

  private store(items: OutboxItem[]): void {
    this.kept = items;
    this.deps.save(items);
    this.deps.changed();
  }
}
