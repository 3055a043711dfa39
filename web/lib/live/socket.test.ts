import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parse, type ServerFrame } from './frames';
import { backoff, Live, soon } from './socket';

class FakeSocket {
  readyState = 1;
  sent: Record<string, unknown>[] = [];
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  send(text: string) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.readyState = 3;
  }
  say(frame: object) {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
}

let sockets: FakeSocket[] = [];
const signedOut = vi.fn();
const refused = vi.fn();

function start() {
  const live = new Live({
    connect: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    signedOut,
    refused,
  });
  live.start();
  return live;
}

const last = () => sockets.at(-1) as FakeSocket;
const welcome = { t: 'welcome', staff_id: 's1', now: '2026-01-01T00:00:00Z' };

beforeEach(() => {
  vi.useFakeTimers();
  sockets = [];
  signedOut.mockClear();
  refused.mockClear();
});
afterEach(() => vi.useRealTimers());

describe('backoff', () => {
  it('doubles, stays within half to whole of its cap, and stops at 30 s', () => {
    expect(backoff(0, () => 0)).toBe(500);
    expect(backoff(0, () => 1)).toBe(1000);
    expect(backoff(3, () => 0)).toBe(4000);
    expect(backoff(20, () => 1)).toBe(30_000);
  });
});

describe('a restart', () => {
  it('is tried every second or two for half a minute, then as after any other end', () => {
    expect([soon(() => 0), soon(() => 1)]).toEqual([1_000, 2_000]);
    const live = start();
    last().say(welcome);
    last().say({ t: 'bye', code: 'restart', retry: true });
    const tries = () => {
      const before = sockets.length;
      for (let second = 0; second < 30; second += 1) {
        vi.advanceTimersByTime(1_000);
        if (last().readyState === 1) last().onclose?.();
      }
      return sockets.length - before;
    };
    const first = tries();
    expect(first).toBeGreaterThanOrEqual(14);
    expect(first).toBeLessThanOrEqual(30);
    const then = tries();
    expect(then).toBeLessThan(8);
    live.now();
    last().say(welcome);
    last().onclose?.();
    expect(live.status.retryAt - Date.now()).toBeLessThanOrEqual(1_000);
  });
});

describe('Live', () => {
  it('watches again from the last number after a loss, and asks for a resync', () => {
    const live = start();
    const frames: ServerFrame[] = [];
    live.subscribe((batch) => frames.push(...batch));
    last().say(welcome);
    let seen = 4;
    live.watch('c1', () => seen);
    expect(last().sent).toContainEqual({ t: 'watch', conversation_id: 'c1', after: 4 });
    seen = 9;
    last().onclose?.();
    expect(live.status.state).toBe('waiting');
    vi.advanceTimersByTime(1_000);
    last().say(welcome);
    expect(sockets).toHaveLength(2);
    expect(last().sent).toContainEqual({ t: 'watch', conversation_id: 'c1', after: 9 });
    vi.advanceTimersByTime(200);
    expect(frames.map((frame) => frame.t)).toEqual(['welcome', 'welcome', 'resync']);
  });

  it('hands over one batch per painted frame', () => {
    const live = start();
    const batches: number[] = [];
    live.subscribe((batch) => batches.push(batch.length));
    last().say(welcome);
    last().say({ t: 'resync' });
    last().say({ t: 'resync' });
    vi.advanceTimersByTime(200);
    expect(batches).toEqual([3]);
  });

  it('pings, and gives a silent line up', () => {
    const live = start();
    last().say(welcome);
    vi.advanceTimersByTime(20_000);
    expect(last().sent).toContainEqual({ t: 'ping' });
    vi.advanceTimersByTime(40_000);
    expect(live.status.state).toBe('waiting');
  });

  it('does not fight with a newer window, and goes on when asked', () => {
    const live = start();
    last().say(welcome);
    last().say({ t: 'bye', code: 'replaced' });
    vi.advanceTimersByTime(120_000);
    expect(live.status.state).toBe('replaced');
    expect(sockets).toHaveLength(1);
    live.now();
    expect(sockets).toHaveLength(2);
  });

  it.each(['restart', 'expired', 'slow', 'one of next year'])('comes back after bye %s, and says so', (code) => {
    const live = start();
    last().say(welcome);
    last().say({ t: 'bye', code, retry: true });
    expect(live.status).toMatchObject({ state: 'waiting', failures: 1 });
    vi.advanceTimersByTime(2_000);
    expect(sockets).toHaveLength(2);
    last().say(welcome);
    expect(live.status).toMatchObject({ state: 'open', failures: 0 });
    expect(signedOut).not.toHaveBeenCalled();
  });

  it('rests where the server wants no more of it, until asked', () => {
    const live = start();
    last().say(welcome);
    last().say({ t: 'bye', code: 'blocked', retry: false });
    vi.advanceTimersByTime(120_000);
    expect(live.status.state).toBe('blocked');
    expect(sockets).toHaveLength(1);
    live.now();
    expect(sockets).toHaveLength(2);
  });

  it('asks whether the session has ended when an attempt meets no welcome', () => {
    start();
    last().say(welcome);
    last().onclose?.();
    expect(refused).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1_000);
    last().onclose?.();
    expect(refused).toHaveBeenCalledTimes(1);
  });

  it('tells when the session has ended', () => {
    start();
    last().say({ t: 'bye', code: 'signed_out' });
    expect(signedOut).toHaveBeenCalledTimes(1);
  });

  it('forgets a watch only for the one that set it', () => {
    const live = start();
    const first = live.watch('c1', () => 1);
    live.watch('c1', () => 2);
    first();
    last().say(welcome);
    expect(last().sent).toContainEqual({ t: 'watch', conversation_id: 'c1', after: 2 });
  });
});

it('drops what is not a frame', () => {
  expect(parse('nonsense')).toBeNull();
  expect(parse('null')).toBeNull();
  expect(parse('{"x":1}')).toBeNull();
  expect(parse('{"t":"resync"}')).toEqual({ t: 'resync' });
});
