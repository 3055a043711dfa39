import { toJson } from './json';
import type { ClientFrame, ServerFrame } from './protocol';

/** The part of WebSocket in use. */
export interface Wire {
  onopen: ((event: never) => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  send(data: string): void;
  close(): void;
}

export interface LinkDeps {
  connect(): Wire;
  hello(): ClientFrame;
  frame(frame: ServerFrame): void;
  /** Up after the welcome, down at every loss. `tries` counts failures in a row. */
  state(up: boolean, tries: number): void;
  now(): number;
  later(work: () => void, milliseconds: number): () => void;
  random(): number;
}

export type Phase = 'idle' | 'connecting' | 'up' | 'waiting';

export const PING_AFTER = 20_000;
export const CUT_AFTER = 40_000;
const CHECK_EVERY = 5000;
const WELCOME_WITHIN = 10_000;
const PROBE_WITHIN = 5000;
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30_000;

/**
 * Keeps one socket to the server alive: backs off with jitter, notices half-open
 * connections by silence, and wakes early when the browser says the network or
 * the page is back.
 */
export class Link {
  phase: Phase = 'idle';
  private wire: Wire | null = null;
  private tries = 0;
  private heard = 0;
  private pinged = 0;
  private cancel: (() => void) | null = null;

  constructor(private readonly deps: LinkDeps) {}

  start(): void {
    if (this.phase === 'idle') this.connect();
  }

  stop(): void {
    this.drop();
    this.phase = 'idle';
    this.tries = 0;
  }

  /** Drops the socket and connects anew at once, for a new token. */
  restart(): void {
    this.stop();
    this.start();
  }

  send(frame: ClientFrame): boolean {
    if (this.phase !== 'up' || !this.wire) return false;
    this.wire.send(toJson(frame));
    return true;
  }

  /** The browser reports network or page back: do not sit out the wait, and doubt the socket. */
  wake(): void {
    if (this.phase === 'waiting') this.connect();
    else if (this.phase === 'up') this.probe();
  }

  /** The browser reports the network gone; waiting for silence would cost 40 s. */
  lost(): void {
    if (this.phase === 'up' || this.phase === 'connecting') this.again();
  }

  private connect(): void {
    this.drop();
    this.phase = 'connecting';
    let wire: Wire;
    try {
      wire = this.deps.connect();
    } catch {
      this.again();
      return;
    }
    this.wire = wire;
    wire.onopen = () => wire.send(toJson(this.deps.hello()));
    wire.onmessage = (event) => this.receive(event.data);
    wire.onclose = () => this.again();
    wire.onerror = () => this.again();
    this.cancel = this.deps.later(() => this.again(), WELCOME_WITHIN);
  }

  private receive(data: unknown): void {
    this.heard = this.deps.now();
    const frame = parse(data);
    if (!frame) return;
    if (frame.t === 'welcome') {
      this.phase = 'up';
      this.tries = 0;
      this.watch();
      this.deps.state(true, 0);
    }
    if (frame.t !== 'pong') this.deps.frame(frame);
  }

  private watch(): void {
    this.cancel?.();
    this.cancel = this.deps.later(() => {
      const now = this.deps.now();
      const silent = now - this.heard;
      if (silent >= CUT_AFTER) {
        this.again();
        return;
      }
      if (silent >= PING_AFTER && now - this.pinged >= PING_AFTER) this.ping();
      this.watch();
    }, CHECK_EVERY);
  }

  private probe(): void {
    const asked = this.deps.now();
    this.ping();
    this.cancel?.();
    this.cancel = this.deps.later(() => {
      if (this.heard < asked) this.again();
      else this.watch();
    }, PROBE_WITHIN);
  }

  private ping(): void {
    this.pinged = this.deps.now();
    this.send({ t: 'ping' });
  }

  private again(): void {
    this.drop();
    this.phase = 'waiting';
    this.tries += 1;
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (this.tries - 1));
    // Half to one and a half: after a server restart the clients must not return as one herd.
    this.cancel = this.deps.later(() => this.connect(), wait * (0.5 + this.deps.random()));
    this.deps.state(false, this.tries);
  }

  private drop(): void {
    this.cancel?.();
    this.cancel = null;
    const wire = this.wire;
    this.wire = null;
    if (!wire) return;
    wire.onopen = wire.onmessage = wire.onclose = wire.onerror = null;
    wire.close();
  }
}

function parse(data: unknown): ServerFrame | null {
  if (typeof data !== 'string') return null;
  try {
    const frame = JSON.parse(data) as ServerFrame | null;
    return frame && typeof frame.t === 'string' ? frame : null;
  } catch {
    return null;
  }
}
