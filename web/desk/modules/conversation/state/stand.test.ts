import { describe, expect, it } from 'vitest';
import type { Me } from '../../../../lib/api/types';
import { mayReopen, modes, stand } from './stand';

const me = (...permissions: string[]) =>
  ({ id: 'me', permissions: Object.fromEntries(permissions.map((one) => [one, 'all'])) }) as unknown as Me;
const agent = me('conversation.reply', 'conversation.note');
const boss = me('conversation.reply', 'conversation.note', 'routing.supervise');

describe('stand', () => {
  it.each([
    ['one’s own', 'open', 'me', { watching: false, handles: true }],
    ['nobody’s', 'open', '', { watching: false, handles: true }],
    ['a colleague’s', 'open', 'lin', { watching: true, handles: false }],
    ['over', 'closed', 'lin', { watching: false, handles: false }],
  ] as const)('%s', (_, state, owner_id, want) => {
    expect(stand({ state, owner_id }, boss)).toEqual(want);
  });
  it('lets nobody handle who may not reply', () => {
    expect(stand({ state: 'open', owner_id: '' }, me()).handles).toBe(false);
  });
});

describe('modes', () => {
  it('begins with what the customer does not see where a colleague serves', () => {
    expect(modes(true, boss, false)).toEqual(['whisper', 'note', 'reply']);
    expect(modes(false, boss, false)).toEqual(['reply', 'note']);
    expect(modes(false, me('conversation.reply'), false)).toEqual(['reply']);
  });
  it('leaves who neither leads nor helps a note', () => {
    expect(modes(true, agent, false)).toEqual(['note']);
    expect(modes(true, agent, true)).toEqual(['note', 'reply']);
    expect(modes(false, agent, true)).toEqual(['reply', 'note']);
  });
});

it('opens again within a day only', () => {
  const now = Date.parse('2026-03-12T10:00:00Z');
  const closed = (closed_at: string | null) => mayReopen({ state: 'closed', closed_at }, now);
  expect(closed('2026-03-11T10:00:01Z')).toBe(true);
  expect(closed('2026-03-11T10:00:00Z')).toBe(false);
  expect(closed(null)).toBe(false);
  expect(mayReopen({ state: 'open', closed_at: null }, now)).toBe(false);
});
