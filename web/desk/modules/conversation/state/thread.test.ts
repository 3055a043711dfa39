import { describe, expect, it } from 'vitest';
import type { ConversationDetail, Message } from '../../../../lib/api/types';
import { absorb, delivery, mayRecall, prepend, refresh } from './thread';

const m = (seq: number, text = `${seq}`): Message =>
  ({
    id: `m${seq}`,
    seq,
    text,
    kind: 'visitor',
    author: { kind: 'visitor', id: 'v', name: 'V' },
    recalled_at: null,
  }) as Message;
const seqs = (messages: Message[]) => messages.map((message) => message.seq);

describe('absorb', () => {
  it('appends what follows', () => {
    expect(seqs(absorb([m(1), m(2)], [], [m(3), m(4)]).messages)).toEqual([1, 2, 3, 4]);
  });

  it('takes each number once, whatever order they come in', () => {
    const out = absorb([m(1)], [], [m(3), m(2), m(3), m(2)]);
    expect(seqs(out.messages)).toEqual([1, 2, 3]);
    expect(out.gapAfter).toBeNull();
  });

  it('holds back what is ahead of a hole and says where it starts', () => {
    const out = absorb([m(1), m(2)], [], [m(5)]);
    expect(seqs(out.messages)).toEqual([1, 2]);
    expect(out.gapAfter).toBe(2);
    const filled = absorb(out.messages, out.held, [m(3), m(4)]);
    expect(seqs(filled.messages)).toEqual([1, 2, 3, 4, 5]);
    expect(filled.held).toEqual([]);
    expect(filled.gapAfter).toBeNull();
  });

  it('goes on asking while the hole is only partly filled', () => {
    const out = absorb([m(1)], [m(6)], [m(2), m(3)]);
    expect(seqs(out.messages)).toEqual([1, 2, 3]);
    expect(out.gapAfter).toBe(3);
  });

  it('replaces a recalled message in place', () => {
    const out = absorb([m(1), m(2)], [], [{ ...m(1, ''), recalled_at: '2026-01-01T00:00:00Z' }]);
    expect(out.messages[0]?.text).toBe('');
    expect(seqs(out.messages)).toEqual([1, 2]);
  });

  it('leaves alone what is older than the window', () => {
    expect(seqs(absorb([m(5), m(6)], [], [m(2)]).messages)).toEqual([5, 6]);
  });

  it('starts an empty thread at number one', () => {
    expect(seqs(absorb([], [], [m(1)]).messages)).toEqual([1]);
  });
});

describe('prepend', () => {
  it('joins a page that touches', () => {
    expect(seqs(prepend([m(5), m(6)], [m(3), m(4)]))).toEqual([3, 4, 5, 6]);
  });
  it('refuses one that leaves a hole, and drops doubles', () => {
    expect(seqs(prepend([m(5)], [m(2), m(3)]))).toEqual([5]);
    expect(seqs(prepend([m(5)], [m(4), m(5)]))).toEqual([4, 5]);
  });
});

describe('refresh', () => {
  const detail = (...messages: Message[]) => ({ id: 'c1', messages, draft: null }) as unknown as ConversationDetail;
  it('keeps older pages that join up', () => {
    const old = refresh(undefined, detail(m(1), m(2), m(3)));
    expect(seqs(refresh(old, detail(m(3), m(4))).messages)).toEqual([1, 2, 3, 4]);
  });
  it('lets them go when the absence was too long', () => {
    const old = refresh(undefined, detail(m(1), m(2)));
    expect(seqs(refresh(old, detail(m(9), m(10))).messages)).toEqual([9, 10]);
  });
});

it('tells sent from read', () => {
  expect(delivery(m(4), 3)).toBe('sent');
  expect(delivery(m(3), 3)).toBe('read');
});

it('allows recall of own messages within two minutes', () => {
  const own = {
    ...m(1),
    kind: 'reply',
    author: { kind: 'staff', id: 'me', name: '' },
    created_at: '2026-01-01T00:00:00Z',
  } as Message;
  const at = Date.parse('2026-01-01T00:01:59Z');
  expect(mayRecall(own, 'me', at)).toBe(true);
  expect(mayRecall(own, 'me', at + 2_000)).toBe(false);
  expect(mayRecall(own, 'other', at)).toBe(false);
});
