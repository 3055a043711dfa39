import { describe, expect, it } from 'vitest';
import type { Conversation } from '../../../../lib/api/types';
import { due, reason } from './due';

const NOW = Date.parse('2026-01-01T10:00:00Z');
const at = (seconds: number) => new Date(NOW + seconds * 1000).toISOString();
const row = (since: number | null, until?: number, patch: Partial<Conversation> = {}) =>
  ({
    state: 'open',
    attention: '',
    waiting_since: since === null ? null : at(since),
    due_at: until === undefined ? null : at(until),
    ...patch,
  }) as Conversation;

describe('due', () => {
  it.each([
    ['much left', -10, 170, '', 'due.left_minutes', 3],
    ['just more than half', -89, 91, '', 'due.left_minutes', 2],
    ['half is gone', -90, 90, 'soon', 'due.left_minutes', 2],
    ['less than a minute', -141, 39, 'soon', 'due.left_seconds', 40],
    ['the last second', -179, 1, 'soon', 'due.left_seconds', 10],
    ['just over', -181, -1, 'late', 'due.over', 0],
    ['a minute over', -240, -60, 'late', 'due.over_minutes', 1],
    ['an hour over', -4000, -3700, 'late', 'due.over_hours', 1],
    ['days over', -300_000, -260_000, 'late', 'due.over_days', 3],
    ['hours left', -60, 7300, '', 'due.left_hours', 2],
  ] as const)('%s', (_, since, until, look, text, count) => {
    expect(due(row(since, until), NOW)).toEqual({ look, text, count });
  });

  it('says how long somebody has waited where nothing was promised', () => {
    expect(due(row(-200), NOW)).toEqual({ look: 'soon', text: 'waited.minutes', count: 3 });
    expect(due(row(-20), NOW)).toEqual({ look: '', text: 'waited.moment', count: 0 });
    expect(due(row(-700), NOW)).toEqual({ look: 'late', text: 'waited.minutes', count: 11 });
  });

  it('is silent when nobody waits', () => {
    expect(due(row(null, 60), NOW)).toBeNull();
    expect(due(row(-60, 60, { state: 'closed' }), NOW)).toBeNull();
  });
});

describe('reason', () => {
  it('leaves it to the time where that says the same', () => {
    expect(reason(row(-90, 10, { attention: 'late' }), NOW)).toBe('');
    expect(reason(row(-90, -10, { attention: 'late' }), NOW)).toBe('');
    expect(reason(row(null, undefined, { attention: 'late' }), NOW)).toBe('late');
    expect(reason(row(-90, -10, { attention: 'help' }), NOW)).toBe('help');
    expect(reason(row(null, undefined, { attention: 'refused' }), NOW)).toBe('refused');
  });
});
