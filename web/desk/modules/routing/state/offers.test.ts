import { describe, expect, it } from 'vitest';
import type { ServerFrame } from '../../../../lib/live/frames';
import type { Offer } from '../api';
import { drop, farewell, fetched, heard, lapsed, NONE, type Offers, reasons, remaining, turned } from './offers';

const T = Date.parse('2026-01-01T10:00:00Z');
const at = (seconds: number) => new Date(T + seconds * 1000).toISOString();
const offer = (id: string, patch: Partial<Offer> = {}): Offer =>
  ({ id, kind: 'chat', customer: id, offered_at: at(0), until: at(20), why: [], ...patch }) as Offer;
const asked = (one: Offer): ServerFrame => ({ t: 'offer', offer: one });
const over = (id: string, outcome: string, reason = '', by_name = ''): ServerFrame => ({
  t: 'offer_gone',
  offer_id: id,
  outcome,
  reason,
  by_name,
});
const ids = (state: Offers) => state.open.map((one) => one.id);

describe('offers by frame', () => {
  it('stack by the end of their time and ring once', () => {
    const first = heard(NONE, asked(offer('a', { until: at(30) })));
    const second = heard(first.state, asked(offer('b')));
    expect(ids(second.state)).toEqual(['b', 'a']);
    expect(second.fresh?.id).toBe('b');
    expect(heard(second.state, asked(offer('b'))).fresh).toBeUndefined();
  });

  it('put what a colleague asks before the queue', () => {
    const chat = heard(NONE, asked(offer('a', { until: at(5) }))).state;
    const both = heard(chat, asked(offer('b', { kind: 'transfer', until: at(100) }))).state;
    expect(ids(both)).toEqual(['b', 'a']);
  });

  it('go, and do not come back with a late answer', () => {
    const one = heard(NONE, asked(offer('a'))).state;
    const gone = heard(one, over('a', 'withdrawn', 'taken', '小陈'));
    expect(ids(gone.state)).toEqual([]);
    expect(gone.gone).toMatchObject({ by: '小陈', outcome: 'withdrawn' });
    expect(ids(heard(gone.state, asked(offer('a'))).state)).toEqual([]);
    expect(ids(fetched(gone.state, [offer('a')], T).state)).toEqual([]);
  });

  it('say nothing of what was never shown', () => {
    expect(heard(NONE, over('a', 'lapsed')).gone).toBeUndefined();
  });

  it('leave other frames alone', () => {
    expect(heard(NONE, { t: 'wall' }).state).toBe(NONE);
  });
});

describe('offers after coming back', () => {
  it('are those of the server', () => {
    const before = heard(NONE, asked(offer('a', { offered_at: at(-60) }))).state;
    const next = fetched(before, [offer('b', { offered_at: at(-5) })], T);
    expect(ids(next.state)).toEqual(['b']);
    expect(next.fresh.map((one) => one.id)).toEqual(['b']);
  });

  it('keep what a frame brought while the list was under way', () => {
    const before = heard(NONE, asked(offer('late', { offered_at: at(1) }))).state;
    expect(ids(fetched(before, [], T).state)).toEqual(['late']);
  });

  it('do not ring again for what is on screen', () => {
    const before = heard(NONE, asked(offer('a'))).state;
    expect(fetched(before, [offer('a')], T).fresh).toEqual([]);
  });
});

it('an offer whose time is up goes even while the line is down', () => {
  const one = heard(NONE, asked(offer('a'))).state;
  expect(lapsed(one, T + 20_000)).toBe(one);
  expect(ids(lapsed(one, T + 23_000))).toEqual([]);
});

it('dropping twice remembers once', () => {
  expect(drop(drop(NONE, 'a'), 'a').over).toEqual(['a']);
});

describe('farewell', () => {
  const gone = (outcome: string, reason = '', by = '', patch: Partial<Offer> = {}) =>
    farewell({ offer: offer('a', patch), outcome, reason, by });
  it.each([
    ['somebody took it', gone('withdrawn', 'taken', '小陈'), { key: 'gone.taken', name: '小陈' }],
    ['time ran out', gone('lapsed'), { key: 'gone.lapsed', name: '' }],
    ['time ran out, and nobody else is asked', gone('lapsed', 'line'), { key: 'gone.line', name: '' }],
    ['the transfer went back', gone('lapsed', 'expired'), { key: 'gone.returned', name: '' }],
    ['the customer left', gone('withdrawn', 'left'), { key: 'gone.left', name: '' }],
    ['the sender took it back', gone('withdrawn', '', '', { kind: 'transfer' }), { key: 'gone.withdrawn', name: '' }],
    ['it went elsewhere', gone('withdrawn'), { key: 'gone.elsewhere', name: '' }],
    ['one was away', gone('withdrawn', 'away'), null],
    ['one accepted', gone('accepted'), null],
    ['one declined', gone('declined', '手上忙'), null],
  ])('%s', (_, said, want) => expect(said).toEqual(want));
});

it('counts down in whole seconds', () => {
  expect(remaining(offer('a'), T)).toEqual({ seconds: 20, share: 1 });
  expect(remaining(offer('a'), T + 14_500)).toEqual({ seconds: 6, share: 0.275 });
  expect(remaining(offer('a'), T + 60_000)).toEqual({ seconds: 0, share: 0 });
});

describe('reasons', () => {
  it('do not say "waited longest" of who has just come', () => {
    const one = offer('a', { entered_at: at(0), why: ['longest_waiting', 'skill'] as Offer['why'] });
    expect(reasons(one, T + 59_000)).toEqual(['skill']);
    expect(reasons(one, T + 60_000)).toEqual(['longest_waiting', 'skill']);
  });
});

describe('whether customers come', () => {
  it('is said when it changes, and not when it is again as it was read', () => {
    expect(turned(null, false)).toBe(false);
    expect(turned(null, true)).toBe(true);
    expect(turned(false, false)).toBe(false);
    expect(turned(false, true)).toBe(null);
    expect(turned(true, false)).toBe(null);
  });
});
