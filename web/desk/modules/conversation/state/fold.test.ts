import { describe, expect, it } from 'vitest';
import type { Conversation } from '../../../../lib/api/types';
import { below, FOLD, folds, inSight, keepOpen, keptOpen, marked, risen, stepFrom } from './fold';
import { steady } from './list';

const row = (id: string, waits: boolean) =>
  ({ id, waiting_since: waits ? '2026-03-02T01:00:00Z' : null }) as Conversation;
const rows = [row('a', true), row('b', true), row('c', false), row('d', false)];
const ids = marked(rows, true);

describe('who waits for the customer', () => {
  it('stands below a line, in one’s own work by duty only', () => {
    expect(ids).toEqual(['a', 'b', FOLD, 'c', 'd']);
    expect(marked(rows, false)).toEqual(['a', 'b', 'c', 'd']);
    expect(marked(rows.slice(0, 2), true)).toEqual(['a', 'b']);
    expect([folds('mine', 'due'), folds('mine', 'newest'), folds('attention', 'due'), folds('queue', '')]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it('is folded with its count, but for what is open', () => {
    expect(below(ids)).toBe(2);
    expect(inSight(ids, false, 'a')).toEqual(['a', 'b', FOLD]);
    expect(inSight(ids, false, 'd')).toEqual(['a', 'b', FOLD, 'd']);
    expect(inSight(ids, true, '')).toEqual(ids);
    expect([below(['a']), inSight(['a'], false, '')]).toEqual([0, ['a']]);
  });

  it('is passed by the keys, and from an answered one the next is the most urgent', () => {
    const folded = inSight(ids, false, 'a');
    expect([
      stepFrom(folded, 'a', 1),
      stepFrom(folded, 'b', 1),
      stepFrom(folded, 'b', -1),
      stepFrom(folded, '', 1),
    ]).toEqual(['b', 'b', 'a', 'a']);
    const answered = inSight(ids, false, 'c');
    expect([stepFrom(answered, 'c', 1), stepFrom(answered, 'c', -1)]).toEqual(['a', 'b']);
    expect([stepFrom(ids, 'b', 1), stepFrom(ids, 'c', -1), stepFrom(ids, 'd', 1)]).toEqual(['c', 'b', 'd']);
  });

  it('moves no row while somebody is in the list, and says what has come up', () => {
    const fresh = marked([row('c', true), row('a', true), row('b', false), row('d', false)], true);
    const held = steady(ids, fresh, true);
    expect(held.ids).toEqual(ids);
    expect([held.pending, risen(held.ids, fresh)]).toEqual([0, 1]);
    expect(inSight(held.ids, false, 'a')).toEqual(['a', 'b', FOLD]);
    expect(risen(ids, ids)).toBe(0);
    expect(risen(ids, ['a', 'b', 'c', 'd'])).toBe(2);
  });

  it('is no news by its line alone', () => {
    const fresh = marked([row('a', true), row('b', false), row('c', false)], true);
    expect(steady(['a', 'b', 'c'], fresh, true)).toMatchObject({ ids: ['a', 'b', 'c'], pending: 0 });
  });

  it('is remembered, and folded where nothing can be', () => {
    const kept = new Map<string, string>();
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, to: string) => void kept.set(key, to),
    };
    expect(keptOpen(storage)).toBe(false);
    keepOpen(true, storage);
    expect(keptOpen(storage)).toBe(true);
    keepOpen(false, storage);
    expect(keptOpen(storage)).toBe(false);
    const forbidden = {
      getItem: () => {
        throw new Error('forbidden');
      },
    };
    expect(keptOpen(forbidden)).toBe(false);
  });
});
