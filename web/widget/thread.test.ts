import { describe, expect, it } from 'vitest';
import { type LinesInput, toLines } from './lines';
import type { OutboxItem } from './outbox';
import type { VisitorMessage } from './protocol';
import { hasGap, head, merge, startThread, type Thread, unreadCount } from './thread';

function said(seq: number, more: Partial<VisitorMessage> = {}): VisitorMessage {
  return {
    id: `m${seq}`,
    seq,
    conversation_id: 'c',
    from: 'staff',
    author_name: '小林',
    text: `第 ${seq} 条`,
    attachments: [],
    created_at: '2026-03-12T02:00:00Z',
    recalled: false,
    ...more,
  };
}

const seqs = (thread: Thread) => thread.rows.map((row) => row.seq);

const STANDING = {
  place: 1,
  wait_seconds: null,
  open: true,
  next_opening: null,
  staffed: true,
  may_leave_message: false,
  asked: false,
  callback: false,
};

describe('thread', () => {
  it('shows nothing beyond a hole until the hole is filled', () => {
    let thread = merge(startThread(0), [said(1), said(2)]);
    thread = merge(thread, [said(5), said(4)]);
    expect(seqs(thread)).toEqual([1, 2]);
    expect(hasGap(thread, 5)).toBe(true);
    expect(head(thread)).toBe(2);
    thread = merge(thread, [said(3)]);
    expect(seqs(thread)).toEqual([1, 2, 3, 4, 5]);
    expect(hasGap(thread, 5)).toBe(false);
  });

  it('takes every order and every repetition for the same thread', () => {
    const all = [1, 2, 3, 4, 5, 6].map((seq) => said(seq));
    for (let round = 0; round < 50; round++) {
      const shuffled = [...all, ...all].sort(() => Math.random() - 0.5);
      let thread = startThread(0);
      for (const message of shuffled) thread = merge(thread, [message]);
      expect(seqs(thread)).toEqual([1, 2, 3, 4, 5, 6]);
      expect(thread.ahead).toEqual([]);
    }
  });

  it('knows from the server that something is missing at the end', () => {
    const thread = merge(startThread(0), [said(1)]);
    expect(hasGap(thread, 3)).toBe(true);
    expect(hasGap(thread, 1)).toBe(false);
  });

  it('puts history on top only where it touches', () => {
    let thread = merge(startThread(50), [said(51)]);
    thread = merge(thread, [said(10)]);
    expect(seqs(thread)).toEqual([51]);
    thread = merge(thread, [said(49), said(50), said(48)]);
    expect(seqs(thread)).toEqual([48, 49, 50, 51]);
    expect(thread.base).toBe(47);
  });

  it('never takes a recall back', () => {
    let thread = merge(startThread(0), [said(1), said(2)]);
    thread = merge(thread, [said(1, { recalled: true, text: '' })]);
    thread = merge(thread, [said(1)]);
    expect(thread.rows[0]).toMatchObject({ recalled: true, text: '' });
    expect(unreadCount(thread, 0)).toBe(1);
  });

  it('counts what people and the house say, and nothing else', () => {
    const thread = merge(startThread(0), [
      said(1),
      said(2, { from: 'visitor' }),
      said(3, { from: 'system', text: '您还在吗？' }),
      said(4, { from: 'system', text: '' }),
      said(5, { recalled: true, text: '' }),
      said(6),
    ]);
    expect(unreadCount(thread, 1)).toBe(2);
    expect(unreadCount(thread, 3)).toBe(1);
  });
});

describe('lines', () => {
  const item = (key: string, after: number, state: OutboxItem['state']): OutboxItem => ({
    key,
    text: key,
    attachments: [],
    at: 0,
    after,
    state,
    faults: 0,
  });
  const now = Date.parse('2026-03-12T02:00:10Z');
  const base = { outbox: [], conversation: null, standing: null, loaded: true, now };

  it('keeps a refused message in its place and pending ones last', () => {
    const thread = merge(startThread(0), [said(1), said(2), said(3)]);
    const outbox = [item('refused', 1, 'failed'), item('pending', 1, 'queued')];
    const keys = toLines({ ...base, thread, outbox }).map((line) => line.key);
    expect(keys.filter((key) => !key.startsWith('claimed'))).toEqual([
      'greeting',
      'day-1',
      'm1',
      'refused',
      'm2',
      'm3',
      'pending',
    ]);
  });

  it('shows what the house says, and no line of ours after its goodbye', () => {
    const rows = [
      said(1, { from: 'visitor' }),
      said(2),
      said(3, { from: 'system', author_name: '', text: '您还在吗？' }),
      said(4, { from: 'system', author_name: '', text: '本次会话先结束了。' }),
      said(5, { from: 'visitor', conversation_id: 'd' }),
    ];
    const lines = (count: number, conversation: LinesInput['conversation']) =>
      toLines({ ...base, thread: merge(startThread(0), rows.slice(0, count)), conversation });
    const over = lines(4, { id: 'c', state: 'closed', owner_name: '小林' });
    expect(over.map((line) => line.kind).slice(-3)).toEqual(['message', 'told', 'told']);
    const on = lines(5, { id: 'd', state: 'open', owner_name: '' });
    expect(on.map((line) => line.kind).slice(-3)).toEqual(['told', 'told', 'message']);
    // Who looks away is told of them like of any other.
    expect(unreadCount(merge(startThread(0), rows), 0)).toBe(3);
  });

  it('tells who came in and what ended where the server sends no such lines', () => {
    const rows = [
      said(1, { from: 'visitor' }),
      said(2, { from: 'visitor' }),
      said(3),
      said(4),
      said(5, { from: 'visitor', conversation_id: 'd' }),
    ];
    const keys = (count: number, conversation: LinesInput['conversation'], from = 0) => {
      const thread = merge(startThread(from), rows.slice(from, count));
      return toLines({ ...base, thread, conversation }).map((line) => line.key);
    };
    const owner = { id: 'c', state: 'open' as const, owner_name: '小林' };
    expect(keys(2, owner)).toEqual(['greeting', 'day-1', 'm1', 'm2', 'claimed c']);
    expect(keys(4, owner)).toEqual(['greeting', 'day-1', 'm1', 'm2', 'claimed c', 'm3', 'm4']);
    expect(keys(4, { ...owner, state: 'closed' }).slice(-1)).toEqual(['closed c']);
    expect(keys(5, { id: 'd', state: 'open', owner_name: '' }).slice(-2)).toEqual(['closed c', 'm5']);
    expect(keys(4, owner, 2)).toEqual(['older', 'day-3', 'm3', 'm4']);
  });

  it('divides days and joins what belongs together', () => {
    const thread = merge(startThread(0), [
      said(1, { created_at: '2026-03-10T02:00:00Z' }),
      said(2),
      said(3),
      said(4, { from: 'visitor' }),
    ]);
    const lines = toLines({ ...base, thread });
    expect(lines.filter((line) => line.kind === 'day')).toHaveLength(2);
    const said2 = lines.find((line) => line.key === 'm2');
    const said3 = lines.find((line) => line.key === 'm3');
    expect(said2).toMatchObject({ first: true, last: false });
    expect(said3).toMatchObject({ first: false, last: true });
  });

  it('offers recall for two minutes, of own messages only', () => {
    const thread = merge(startThread(0), [said(1), said(2, { from: 'visitor' })]);
    const recallable = (at: number) =>
      toLines({ ...base, thread, now: at }).flatMap((line) =>
        line.kind === 'message' && line.recallable ? line.key : [],
      );
    expect(recallable(now)).toEqual(['m2']);
    expect(recallable(now + 120_000)).toEqual([]);
  });

  it('tells a visitor who waits that the message has arrived', () => {
    const thread = merge(startThread(0), [said(1, { from: 'visitor' })]);
    const kinds = (at: number, owner: string) =>
      toLines({ ...base, thread, now: at, conversation: { id: 'c', state: 'open', owner_name: owner } }).map(
        (line) => line.kind,
      );
    expect(kinds(now, '')).not.toContain('waiting');
    expect(kinds(now + 60_000, '')).toContain('waiting');
    expect(kinds(now + 60_000, '小林')).not.toContain('waiting');
  });

  it('says that the house is away only while it is closed, and of no talk that has ended', () => {
    const thread = merge(startThread(0), [said(1, { from: 'visitor' })]);
    const says = (open: boolean, state: 'open' | 'closed', staffed = true) =>
      toLines({
        ...base,
        thread,
        now: now + 60_000,
        standing: { ...STANDING, open, staffed },
        conversation: { id: 'c', state, owner_name: '' },
      }).some((line) => line.kind === 'waiting');
    expect([says(true, 'open'), says(true, 'open', false), says(false, 'open')]).toEqual([false, false, true]);
    // Who asked to be called, or left, was told so.
    expect([says(true, 'closed'), says(false, 'closed')]).toEqual([false, false]);
  });
});
