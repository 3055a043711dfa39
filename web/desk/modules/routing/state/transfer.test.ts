import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../../lib/api/client';
import type { Free, Queue, Transfer, Wall } from '../api';
import { chosen, countdown, people, queues, step, strip, ways } from './transfer';

const person = (staff_id: string, patch: Partial<Free> = {}): Free => ({
  staff_id,
  name: staff_id,
  unit: '一组',
  state: 'online',
  load: 1,
  places: 5,
  free: true,
  ...patch,
});
const queue = (id: string, patch: Partial<Queue> = {}): Queue =>
  ({ id, name: id, enabled: true, open: true, problems: [], next_opening: null, ...patch }) as Queue;

describe('people', () => {
  const rows = [
    person('林'),
    person('满', { load: 5, free: false }),
    person('忙', { state: 'busy', free: false }),
    person('休', { state: 'break', free: false }),
    person('走', { state: 'away', load: 5, free: false }),
  ];
  it('puts who can be asked first and says why others cannot', () => {
    expect(people(rows, '').map((row) => [row.id, row.blocked])).toEqual([
      ['林', ''],
      ['忙', ''],
      ['满', 'full'],
      ['休', 'away'],
      ['走', 'away'],
    ]);
  });
  it('finds by name and unit', () => {
    expect(people([person('Lin'), person('b', { unit: '售后' })], 'li').map((row) => row.id)).toEqual(['Lin']);
    expect(people([person('a'), person('b', { unit: '售后' })], ' 售后').map((row) => row.id)).toEqual(['b']);
  });
});

describe('queues', () => {
  it('says closed before unstaffed, and hides what is switched off', () => {
    const rows = [
      queue('夜', { open: false, problems: ['nobody_here'] }),
      queue('空', { problems: ['nobody_here'] }),
      queue('好'),
      queue('停', { enabled: false }),
    ];
    const wall = { queues: [{ id: '好', waiting: 3, online: 2 }] } as Wall;
    expect(queues(rows, wall, '').map((row) => [row.id, row.blocked, row.waiting])).toEqual([
      ['好', '', 3],
      ['夜', 'closed', undefined],
      ['空', 'unstaffed', undefined],
    ]);
  });
});

describe('choosing', () => {
  const rows = people([person('a'), person('b'), person('c', { load: 5 })], '');
  it('begins with the first who can be asked', () => {
    expect(chosen(rows, '')?.id).toBe('a');
    expect(chosen(rows, 'b')?.id).toBe('b');
    expect(chosen(people([person('c', { load: 5 })], ''), '')).toBeUndefined();
    // Whom the button named has gone: nobody else takes their place.
    expect(chosen(rows, 'gone')).toBeUndefined();
  });
  it('moves with the arrows and holds at the ends', () => {
    expect(step(rows, 'a', 1)).toBe('b');
    expect(step(rows, 'c', 1)).toBe('c');
    expect(step(rows, 'a', -1)).toBe('a');
    expect(step([], '', 1)).toBe('');
  });
});

describe('ways out of a refusal', () => {
  it('are those who are free', () => {
    const no = new ApiError(409, {
      code: 'routing.full',
      details: { free: [person('a'), person('b', { free: false })] },
    });
    expect(ways(no).map((one) => one.staff_id)).toEqual(['a']);
    expect(ways(new ApiError(0, {}))).toEqual([]);
    expect(ways(new ApiError(409, { code: 'routing.transfer_pending' }))).toEqual([]);
  });
});

describe('the strip in the head', () => {
  const now = Date.parse('2026-01-01T10:00:00Z');
  const row = (state: Transfer['state'], ended: string | null = null) =>
    ({ from_id: 'me', state, ended_at: ended }) as Transfer;
  it.each([
    ['waiting', [row('pending')], true],
    ['just back', [row('returned', '2026-01-01T09:58:00Z')], true],
    ['just refused', [row('refused', '2026-01-01T09:58:00Z')], true],
    ['back long ago', [row('returned', '2026-01-01T09:40:00Z')], false],
    ['withdrawn', [row('withdrawn', '2026-01-01T09:59:00Z')], false],
    ['accepted', [row('accepted', '2026-01-01T09:59:00Z')], false],
    ['none', [], false],
    ["another's", [{ ...row('pending'), from_id: 'other' }], false],
    ['an older one', [row('accepted'), row('pending')], false],
  ] as const)('%s', (_, rows, shown) => {
    expect(strip([...rows], 'me', now) !== undefined).toBe(shown);
  });
  it('counts down', () => {
    expect(countdown('2026-01-01T10:01:52Z', now)).toBe('1:52');
    expect(countdown('2026-01-01T10:00:05Z', now)).toBe('0:05');
    expect(countdown('2026-01-01T09:00:00Z', now)).toBe('0:00');
  });
});
