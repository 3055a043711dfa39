import { describe, expect, it } from 'vitest';
import type { Risk, Wall } from '../api';
import { apart, looking, narrow, queued, teams, totals } from './wall';

const agent = (staff_id: string, unit_id: string, queues: string[]) => ({
  staff_id,
  unit_id,
  unit: `部门${unit_id}`,
  queues,
});
const queue = (id: string, waiting: number) => ({ id, name: id, waiting, offered: 1 });
const risk = (conversation_id: string, owner_id: string, queue_id: string, due_at = '2026-03-02T01:00:00Z') =>
  ({ conversation_id, owner_id, queue_id, due_at }) as Risk;

const wall = {
  waiting: 9,
  queued: 6,
  agents: [agent('lin', 'a', ['q1']), agent('chen', 'b', ['q1', 'q2']), agent('wu', 'b', ['q3'])],
  queues: [queue('q1', 1), queue('q2', 2), queue('q3', 3)],
  risks: [
    risk('r1', 'lin', 'q1'),
    risk('r2', 'chen', 'q1'),
    risk('r3', '', 'q1'),
    risk('r4', '', 'q2'),
    risk('r5', 'wu', 'q3'),
  ],
  risky: [
    { owner_id: 'lin', queue_id: 'q1', over: 60, near: 7 },
    { owner_id: 'chen', queue_id: 'q1', over: 3, near: 0 },
    { owner_id: '', queue_id: 'q2', over: 4, near: 5 },
  ],
  line: [
    { item_id: 'i1', queue_id: 'q1' },
    { item_id: 'i2', queue_id: 'q2' },
    { item_id: 'i3', queue_id: 'q3' },
  ],
} as unknown as Wall;

const seen = (of: Wall) => [
  of.agents.map((one) => one.staff_id).join(' '),
  of.queues.map((one) => one.id).join(' '),
  of.risks.map((one) => one.conversation_id).join(' '),
  of.line.map((one) => one.item_id).join(' '),
];

describe('the wall', () => {
  it.each([
    ['everything', {}, ['lin chen wu', 'q1 q2 q3', 'r1 r2 r3 r4 r5', 'i1 i2 i3']],
    ['a team: its people, their queues, and theirs or nobody’s customers', { team: 'a' }, ['lin', 'q1', 'r1 r3', 'i1']],
    ['another team', { team: 'b' }, ['chen wu', 'q1 q2 q3', 'r2 r3 r4 r5', 'i1 i2 i3']],
    ['a queue: who serves it, whoever holds its customers', { queue: 'q1' }, ['lin chen', 'q1', 'r1 r2 r3', 'i1']],
    ['both', { team: 'b', queue: 'q1' }, ['chen', 'q1', 'r2 r3', 'i1']],
    ['a team that is gone', { team: 'x' }, ['', '', '', '']],
  ])('shows %s', (_, search, want) => {
    expect(seen(narrow(wall, looking(search)))).toEqual(want);
  });

  it('counts who waits in the queues that are shown, those being offered once', () => {
    expect([queued(wall), queued(narrow(wall, looking({ queue: 'q2' })))]).toEqual([6, 2]);
  });

  it('takes nothing else from the address', () => {
    expect(looking({ team: 3, queue: ['q1'] })).toEqual({ team: '', queue: '' });
  });

  it('names teams once', () => {
    expect(teams(wall.agents)).toEqual([
      { id: 'a', name: '部门a' },
      { id: 'b', name: '部门b' },
    ]);
  });

  it('keeps broken promises apart from those about to break', () => {
    const now = Date.parse('2026-03-02T01:00:00Z');
    const list = ['01:00:01', '00:30:00', '01:00:00', '00:10:00', '02:00:00'].map((at) =>
      risk(at, '', 'q', `2026-03-02T${at}Z`),
    );
    const { over, near } = apart(list, now);
    expect(over.map((one) => one.conversation_id)).toEqual(['00:10:00', '00:30:00', '01:00:00']);
    expect(near.map((one) => one.conversation_id)).toEqual(['01:00:01', '02:00:00']);
  });
});

it.each([
  [{}, { over: 67, near: 12 }],
  [{ team: 'a' }, { over: 60, near: 7 }],
  [{ queue: 'q2' }, { over: 4, near: 5 }],
])('counts all promises at risk of %o, not only those listed', (search, want) => {
  expect(totals(narrow(wall, looking(search)).risky)).toEqual(want);
});
