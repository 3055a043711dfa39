import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Link, type Wire } from './link';
import type { ServerFrame } from './protocol';

class FakeWire implements Wire {
  onopen: Wire['onopen'] = null;
  onmessage: Wire['onmessage'] = null;
  onclose: Wire['onclose'] = null;
  onerror: Wire['onerror'] = null;
  sent: string[] = [];
  closed = false;

  send(data: string): void {
    this.sent.push(JSON.parse(data).t);
  }

  close(): void {
    this.closed = true;
  }

  accept(): void {
    this.onopen?.(undefined as never);
    this.hear({ t: 'welcome', last_seq: 0, staff_read_seq: 0 });
  }

  hear(frame: ServerFrame): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  die(): void {
    this.onclose?.(undefined as never);
  }
}

let wires: FakeWire[];
let states: boolean[];
let frames: string[];
let link: Link;
const last = () => wires[wires.length - 1] as FakeWire;

beforeEach(() => {
  vi.useFakeTimers();
  wires = [];
  states = [];
  frames = [];
  link = new Link({
    connect: () => {
      const wire = new FakeWire();
      wires.push(wire);
      return wire;
    },
    hello: () => ({ t: 'hello', token: 'k', after: 0 }),
    frame: (frame) => frames.push(frame.t),
    state: (up) => states.push(up),
    now: Date.now,
    later: (work, wait) => {
      const timer = setTimeout(work, wait);
      return () => clearTimeout(timer);
    },
    random: () => 0.5,
  });
  return () => vi.useRealTimers();
});

describe('link', () => {
  it('says hello and is up with the welcome', () => {
    link.start();
    expect(link.phase).toBe('connecting');
    expect(link.send({ t: 'typing', on: true })).toBe(false);
    last().accept();
    expect(last().sent).toEqual(['hello']);
    expect(link.phase).toBe('up');
    expect(states).toEqual([true]);
  });

  it('backs off up to half a minute and starts over after a success', () => {
    link.start();
    const waits: number[] = [];
    for (let i = 0; i < 8; i++) {
      last().die();
      const before = Date.now();
      const count = wires.length;
      while (wires.length === count) vi.advanceTimersByTime(100);
      waits.push(Date.now() - before);
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
    last().accept();
    last().die();
    vi.advanceTimersByTime(1000);
    expect(wires).toHaveLength(10);
  });

  it('pings when it is quiet and cuts a half-open socket at 40 s', () => {
    link.start();
    last().accept();
    vi.advanceTimersByTime(20_000);
    expect(last().sent).toEqual(['hello', 'ping']);
    last().hear({ t: 'pong' });
    expect(frames).not.toContain('pong');
    const heard = Date.now();
    const wire = last();
    while (!wire.closed) vi.advanceTimersByTime(100);
    expect(Date.now() - heard).toBeLessThanOrEqual(40_000);
    expect(states.slice(-1)).toEqual([false]);
    vi.advanceTimersByTime(1000);
    expect(wires).toHaveLength(2);
  });

  it('gives up on a server that never says welcome', () => {
    link.start();
    last().onopen?.(undefined as never);
    vi.advanceTimersByTime(10_000);
    expect(wires[0]?.closed).toBe(true);
    expect(link.phase).toBe('waiting');
  });

  it('connects at once when the network is back', () => {
    link.start();
    for (let i = 0; i < 6; i++) {
      last().die();
      vi.advanceTimersByTime(45_000);
    }
    last().die();
    const count = wires.length;
    link.wake();
    expect(wires).toHaveLength(count + 1);
  });

  it('doubts an open socket when the page comes back, and drops it without an answer', () => {
    link.start();
    last().accept();
    vi.advanceTimersByTime(3000);
    link.wake();
    expect(last().sent).toEqual(['hello', 'ping']);
    last().hear({ t: 'pong' });
    vi.advanceTimersByTime(5000);
    expect(link.phase).toBe('up');
    vi.advanceTimersByTime(1000);
    link.wake();
    vi.advanceTimersByTime(5000);
    expect(link.phase).toBe('waiting');
  });

  it('drops the socket at once when the browser goes offline', () => {
    link.start();
    last().accept();
    link.lost();
    expect(wires[0]?.closed).toBe(true);
    expect(states).toEqual([true, false]);
  });

  it('hears nothing from a socket it has left', () => {
    link.start();
    const old = last();
    old.accept();
    link.restart();
    old.hear({ t: 'resync' });
    old.die();
    expect(frames).toEqual(['welcome']);
    expect(wires).toHaveLength(2);
  });

  it('stays down after stop', () => {
    link.start();
    last().accept();
    link.stop();
    vi.advanceTimersByTime(120_000);
    link.wake();
    expect(wires).toHaveLength(1);
  });

  it('lives through frames that are no frames', () => {
    link.start();
    last().accept();
    for (const data of ['', '{', 'null', '[]', '7', '{"t":5}', new ArrayBuffer(4)]) last().onmessage?.({ data });
    expect(link.phase).toBe('up');
    expect(frames).toEqual(['welcome']);
  });
});
