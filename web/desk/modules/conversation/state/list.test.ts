import { describe, expect, it } from 'vitest';
import type { Conversation, Message } from '../../../../lib/api/types';
import {
  belongs,
  type Filter,
  flatten,
  keepSort,
  keptSort,
  neighbour,
  order,
  place,
  sortOf,
  steady,
  touch,
} from './list';

const c = (id: string, patch: Partial<Conversation> = {}): Conversation =>
  ({
    id,
    state: 'open',
    owner_id: 'me',
    channel: { id: 'ch1', kind: 'widget', name: '' },
    labels: [],
    followed: false,
    mentioned: false,
    attention: '',
    last_message: null,
    last_seq: 1,
    unread: 0,
    version: 1,
    created_at: '2026-01-01T00:00:00Z',
    ...patch,
  }) as Conversation;
const filter = (patch: Partial<Filter> = {}): Filter => ({
  tab: 'mine',
  label_id: '',
  channel_id: '',
  sort: '',
  ...patch,
});
const pages = (...rows: Conversation[]) => ({ pages: [{ rows, next_cursor: '' }], pageParams: [''] });

describe('belongs', () => {
  it.each([
    ['mine', c('a'), true],
    ['mine', c('a', { owner_id: 'other' }), false],
    ['mine', c('a', { state: 'closed' }), false],
    ['queue', c('a', { owner_id: '' }), true],
    ['queue', c('a'), false],
    ['closed', c('a', { state: 'closed', owner_id: 'other' }), true],
    ['attention', c('a', { attention: 'help', owner_id: 'other' }), true],
    ['attention', c('a', { attention: '' }), false],
    ['attention', c('a', { attention: 'late', state: 'closed' }), false],
    ['following', c('a', { followed: true, owner_id: 'other', state: 'closed' }), true],
    ['following', c('a', { mentioned: true, owner_id: 'other' }), true],
    ['following', c('a', { owner_id: 'other' }), false],
  ] as const)('%s', (tab, conversation, want) => {
    expect(belongs(conversation, filter({ tab }), 'me')).toBe(want);
  });
  it('heeds the filters', () => {
    const labelled = c('a', { labels: [{ id: 'l1', name: '', colour: '' }] });
    expect(belongs(labelled, filter({ label_id: 'l1' }), 'me')).toBe(true);
    expect(belongs(labelled, filter({ label_id: 'l2' }), 'me')).toBe(false);
    expect(belongs(labelled, filter({ channel_id: 'ch2' }), 'me')).toBe(false);
  });
});

describe('order', () => {
  it('puts the longest waiting first in the queue', () => {
    const rows = [c('a', { waiting_since: '2026-01-01T10:05:00Z' }), c('b', { waiting_since: '2026-01-01T10:01:00Z' })];
    expect(order(rows, 'queue', '').map((row) => row.id)).toEqual(['b', 'a']);
  });
  it('puts the newest activity first elsewhere', () => {
    const say = (at: string) => ({ kind: 'visitor' as const, text: '', author_name: '', at });
    const rows = [
      c('a', { last_message: say('2026-01-01T10:01:00Z') }),
      c('b', { last_message: say('2026-01-01T10:05:00Z') }),
    ];
    expect(order(rows, 'mine', 'newest').map((row) => row.id)).toEqual(['b', 'a']);
    expect(order(rows, 'closed', '').map((row) => row.id)).toEqual(['b', 'a']);
  });
  it('puts the oldest duty first, and who waits for the customer last', () => {
    const day = (time: string) => `2026-01-01T${time}:00Z`;
    const say = (at: string) => ({ kind: 'visitor' as const, text: '', author_name: '', at });
    const rows = [
      c('quiet', { waiting_since: null, last_message: say(day('11:00')) }),
      c('quieter', { waiting_since: null, last_message: say(day('09:00')) }),
      c('soon', { waiting_since: day('10:00'), due_at: day('10:30') }),
      c('unpromised', { waiting_since: day('08:00'), due_at: null }),
      c('six hours late', { waiting_since: day('03:00'), due_at: day('04:00'), last_message: say(day('03:00')) }),
      c('just late', { waiting_since: day('09:55'), due_at: day('09:58'), last_message: say(day('11:30')) }),
    ];
    expect(order(rows, 'mine', 'due').map((row) => row.id)).toEqual([
      'six hours late',
      'just late',
      'soon',
      'unpromised',
      'quiet',
      'quieter',
    ]);
  });
  it('is remembered, and none of the queue’s business', () => {
    const kept = new Map<string, string>();
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, v: string) => void kept.set(key, v),
    };
    expect(keptSort(storage)).toBe('due');
    keepSort('newest', storage);
    expect(keptSort(storage)).toBe('newest');
    expect(sortOf('mine', 'newest')).toBe('newest');
    expect(sortOf('queue', 'due')).toBe('');
    expect(sortOf('closed', 'due')).toBe('');
  });
});

describe('place', () => {
  it('adds, changes and removes', () => {
    const added = place(pages(c('a')), c('b'), true);
    expect(flatten(added, 'mine')).toHaveLength(2);
    const changed = place(added, c('a', { version: 2, unread: 3 }), true);
    expect(flatten(changed, 'mine').find((row) => row.id === 'a')?.unread).toBe(3);
    expect(flatten(place(changed, c('a'), false), 'mine').map((row) => row.id)).toEqual(['b']);
  });
  it('keeps the higher version', () => {
    const data = place(pages(c('a', { version: 5, unread: 1 })), c('a', { version: 4, unread: 9 }), true);
    expect(flatten(data, 'mine')[0]?.unread).toBe(1);
  });
});

describe('touch', () => {
  const message = {
    seq: 2,
    kind: 'visitor',
    text: '在吗',
    attachments: [],
    author: { name: '王' },
    created_at: '',
  } as unknown as Message;
  it('counts what came while nobody was looking', () => {
    expect(touch(c('a'), message, false)).toMatchObject({ unread: 1, last_seq: 2, last_message: { text: '在吗' } });
    expect(touch(c('a'), message, true).unread).toBe(0);
    const house = { ...message, kind: 'reply' as const, author: { kind: 'system' as const, id: '', name: '' } };
    expect(touch(c('a'), house, false)).toMatchObject({ last_seq: 2, last_message: null });
  });
  it('ignores what is already counted', () => {
    const row = c('a', { last_seq: 2 });
    expect(touch(row, message, false)).toBe(row);
  });
});

describe('steady', () => {
  it('follows the fresh order when nobody is in the list', () => {
    expect(steady(['a', 'b'], ['c', 'b', 'a'], false)).toEqual({ ids: ['c', 'b', 'a'], pending: 0, gone: new Set() });
  });
  it('moves nothing while frozen and counts newcomers', () => {
    const out = steady(['a', 'b'], ['n', 'b', 'a'], true);
    expect(out.ids).toEqual(['a', 'b']);
    expect(out.pending).toBe(1);
  });
  it('adds the next page at the end', () => {
    expect(steady(['a', 'b'], ['a', 'b', 'c', 'd'], true).ids).toEqual(['a', 'b', 'c', 'd']);
  });
  it('leaves the leaver standing', () => {
    const out = steady(['a', 'b', 'c'], ['a', 'c'], true);
    expect(out.ids).toEqual(['a', 'b', 'c']);
    expect([...out.gone]).toEqual(['b']);
  });
  it('fills an empty list at once', () => {
    expect(steady([], ['a'], true).ids).toEqual(['a']);
  });

  it('shows the row of what is open at once', () => {
    const out = steady(['a', 'b'], ['n', 'o', 'b', 'a'], true, 'o');
    expect(out).toEqual({ ids: ['o', 'a', 'b'], pending: 1, gone: new Set() });
    expect(neighbour(out.ids, 'o', 1)).toBe('a');
    expect(steady(out.ids, ['n', 'o', 'b', 'a'], true, 'b').ids).toEqual(['o', 'a', 'b']);
  });
});

it('finds the neighbour and stops at the ends', () => {
  expect(neighbour(['a', 'b', 'c'], 'b', 1)).toBe('c');
  expect(neighbour(['a', 'b', 'c'], 'c', 1)).toBe('c');
  expect(neighbour(['a', 'b'], 'a', -1)).toBe('a');
  expect(neighbour(['a', 'b'], undefined, 1)).toBe('a');
  expect(neighbour([], 'a', 1)).toBeUndefined();
});
