import { type ClientFrame, parse, type ServerFrame } from './frames';

const PING_MS = 20_000;
const SILENCE_MS = 40_000;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;
const HIDDEN_TAB_BATCH_MS = 120;

export type LiveState = 'off' | 'connecting' | 'open' | 'waiting' | 'replaced' | 'blocked';

export interface LiveStatus {
  state: LiveState;
  /** When the next attempt starts, local milliseconds; 0 unless waiting. */
  retryAt: number;
  /** Failed attempts since the last welcome. */
  failures: number;
}

/** Half fixed, half random, so that a restarted server is not stormed. */
export function backoff(failures: number, random: () => number = Math.random): number {
  const cap = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures);
  return Math.round(cap / 2 + (random() * cap) / 2);
}

/** A house that said it restarts is back within seconds: it is tried again this often for a while. */
const SOON_MS = 30_000;
export const soon = (random: () => number = Math.random): number => Math.round(1_000 + random() * 1_000);

export interface LiveDeps {
  connect: () => WebSocket;
  signedOut: () => void;
  /** An attempt ended without a welcome: a closed session looks like a lost line. */
  refused: () => void;
}

type Listener = (frames: ServerFrame[]) => void;

/**
 * The one socket of the desk. It reconnects by itself, watches again what was
 * watched (asking from the last number seen), and hands frames over in
 * batches, one batch per painted frame.
 */
export class Live {
  #deps: LiveDeps;
  #socket: WebSocket | null = null;
  #status: LiveStatus = { state: 'off', retryAt: 0, failures: 0 };
  #watched = new Map<string, () => number>();
  #listeners = new Set<Listener>();
  #statusListeners = new Set<() => void>();
  #batch: ServerFrame[] = [];
  #scheduled = false;
  #welcomed = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #beat: ReturnType<typeof setInterval> | undefined;
  #heardAt = 0;
  /** Until when a restart is waited for, and the attempts of that time, which do not count as failures. */
  #soonUntil = 0;
  #soonTries = 0;

  constructor(deps: LiveDeps) {
    this.#deps = deps;
  }

  get status(): LiveStatus {
    return this.#status;
  }

  subscribeStatus = (listener: () => void): (() => void) => {
    this.#statusListeners.add(listener);
    return () => this.#statusListeners.delete(listener);
  };

  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  start(): void {
    if (this.#status.state !== 'off') return;
    window.addEventListener('online', this.now);
    this.#open();
  }

  stop(): void {
    window.removeEventListener('online', this.now);
    this.#drop();
    this.#welcomed = false;
    this.#set({ state: 'off', retryAt: 0, failures: 0 });
  }

  /** Tries at once instead of waiting for the countdown. */
  now = (): void => {
    const { state } = this.#status;
    if (state === 'waiting' || state === 'replaced' || state === 'blocked') this.#open();
  };

  /** Follows a conversation; `after` tells the last number held when asked. */
  watch(id: string, after: () => number): () => void {
    this.#watched.set(id, after);
    this.#send({ t: 'watch', conversation_id: id, after: after() });
    return () => {
      if (this.#watched.get(id) !== after) return;
      this.#watched.delete(id);
      this.#send({ t: 'unwatch', conversation_id: id });
    };
  }

  /** Asks for what is missing after a hole in the numbers was seen. */
  fill(id: string, after: number): void {
    this.#send({ t: 'watch', conversation_id: id, after });
  }

  typing(id: string, on: boolean): void {
    this.#send({ t: 'typing', conversation_id: id, on });
  }

  #send(frame: ClientFrame): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  #set(status: LiveStatus): void {
    this.#status = status;
    for (const listener of this.#statusListeners) listener();
  }

  #open(): void {
    this.#drop();
    this.#set({ state: 'connecting', retryAt: 0, failures: this.#status.failures });
    let socket: WebSocket;
    try {
      socket = this.#deps.connect();
    } catch {
      this.#wait();
      return;
    }
    this.#socket = socket;
    this.#heardAt = Date.now();
    socket.onmessage = (event) => this.#hear(String(event.data));
    socket.onclose = () => {
      if (this.#socket === socket) this.#wait();
    };
    this.#beat = setInterval(() => {
      if (Date.now() - this.#heardAt > SILENCE_MS) this.#wait();
      else this.#send({ t: 'ping' });
    }, PING_MS);
  }

  #drop(): void {
    clearTimeout(this.#retry);
    clearInterval(this.#beat);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #wait(): void {
    if (this.#status.state === 'connecting') this.#deps.refused();
    this.#drop();
    const restarting = Date.now() < this.#soonUntil;
    const delay = restarting ? soon() : backoff(Math.max(0, this.#status.failures - this.#soonTries));
    if (restarting) this.#soonTries += 1;
    this.#set({ state: 'waiting', retryAt: Date.now() + delay, failures: this.#status.failures + 1 });
    this.#retry = setTimeout(() => this.#open(), delay);
  }

  #hear(text: string): void {
    this.#heardAt = Date.now();
    const frame = parse(text);
    if (!frame || frame.t === 'pong') return;
    if (frame.t === 'bye') {
      this.#bye(frame.code, frame.retry !== false);
      return;
    }
    this.#push(frame);
    if (frame.t === 'welcome') this.#welcome();
  }

  #welcome(): void {
    this.#soonUntil = 0;
    this.#soonTries = 0;
    this.#set({ state: 'open', retryAt: 0, failures: 0 });
    for (const [id, after] of this.#watched) this.#send({ t: 'watch', conversation_id: id, after: after() });
    // Whatever happened while the line was down never reached the lists.
    if (this.#welcomed) this.#push({ t: 'resync' });
    this.#welcomed = true;
  }

  /** Only three ends are for good; whatever else the server says, or does not say, is tried again. */
  #bye(code: string, retry: boolean): void {
    const end = ({ signed_out: 'off', replaced: 'replaced' } as const)[code] ?? (retry ? null : 'blocked');
    if (!end) {
      if (code === 'restart') this.#soonUntil = Date.now() + SOON_MS;
      this.#wait();
      return;
    }
    this.#drop();
    this.#set({ state: end, retryAt: 0, failures: 0 });
    if (code === 'signed_out') this.#deps.signedOut();
  }

  #push(frame: ServerFrame): void {
    this.#batch.push(frame);
    if (this.#scheduled) return;
    this.#scheduled = true;
    // Animation frames stand still in a hidden tab, yet its sound must ring.
    if (document.hidden) setTimeout(this.#flush, HIDDEN_TAB_BATCH_MS);
    else requestAnimationFrame(this.#flush);
  }

  #flush = (): void => {
    this.#scheduled = false;
    const frames = this.#batch;
    this.#batch = [];
    for (const listener of this.#listeners) listener(frames);
  };
}
