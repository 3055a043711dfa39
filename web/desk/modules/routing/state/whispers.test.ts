import { expect, it } from 'vitest';
import type { ServerFrame } from '../../../../lib/live/frames';
import { type Whisper, whispersAfter } from './whispers';

const word = (conversation_id: string, owner_id = 'lin') =>
  ({ t: 'whisper', conversation_id, owner_id, customer: '乔', from: '陈静', text: '先道歉' }) as ServerFrame;
const now = (id: string, owner_id: string, state = 'open') =>
  ({ t: 'conversation', conversation: { id, owner_id, state } }) as ServerFrame;
const ids = (open: Whisper[]) => open.map((one) => one.id);

it('shows the three last words', () => {
  const open = [1, 2, 3, 4].reduce<Whisper[]>((all, id) => whispersAfter(all, word(`c${id}`), id), []);
  expect(ids(open)).toEqual([2, 3, 4]);
});

it('takes a word away with the conversation it was about, and no other', () => {
  const open = whispersAfter(whispersAfter([], word('a'), 1), word('b'), 2);
  expect(whispersAfter(open, now('a', 'lin'), 3)).toBe(open);
  expect(whispersAfter(open, now('c', 'chen'), 3)).toBe(open);
  expect(ids(whispersAfter(open, now('a', 'chen'), 3))).toEqual([2]);
  expect(ids(whispersAfter(open, now('a', 'lin', 'closed'), 3))).toEqual([2]);
  expect(ids(whispersAfter(open, { t: 'gone', conversation_id: 'b' }, 3))).toEqual([1]);
});
