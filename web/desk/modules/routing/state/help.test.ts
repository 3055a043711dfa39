import { expect, it } from 'vitest';
import { called, type Help, helpOver } from './help';

const call = (patch: object = {}) => ({
  t: 'help' as const,
  conversation_id: 'c1',
  customer: '王女士',
  from_id: 'lin',
  from: '林小美',
  on: true,
  ...patch,
});
const one: Help = { conversationId: 'c1', customer: '王女士', from: '林小美' };

it('is shown once for each conversation, and not to who calls', () => {
  expect(called([], call(), 'boss')).toEqual({ helps: [one], fresh: true });
  expect(called([one], call(), 'boss')).toEqual({ helps: [one], fresh: false });
  expect(called([], call(), 'lin')).toEqual({ helps: [], fresh: false });
});

it('is gone when somebody has come, or the conversation is out of sight', () => {
  expect(called([one], call({ on: false }), 'boss')).toEqual({ helps: [], fresh: false });
  const row = (id: string, attention: string) => ({ t: 'conversation', conversation: { id, attention } }) as never;
  expect(helpOver([one], row('c1', ''))).toEqual([]);
  expect(helpOver([one], row('c1', 'help'))).toEqual([one]);
  expect(helpOver([one], row('c2', ''))).toEqual([one]);
  expect(helpOver([one], { t: 'gone', conversation_id: 'c1' })).toEqual([]);
});
