import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import type { Presence } from '../../../../lib/api/types';
import { type Mine, mineKey } from '../api';
import { backTo, learnMine, leavesSomebody, missed } from './mine';

const presence = (state: string) => ({ state, chosen: state }) as Presence;

/** A desk that has just been loaded: the first question is on its way. */
function loading() {
  const cache = new QueryClient();
  const answers: ((state: string) => void)[] = [];
  const ask = () =>
    new Promise<Mine>((done) =>
      answers.push((state) => done({ presence: presence(state), breaks: [] } as unknown as Mine)),
    );
  const watch = new QueryObserver<Mine>(cache, { queryKey: mineKey, queryFn: ask });
  watch.subscribe(() => {});
  const shown = () => cache.getQueryData<Mine>(mineKey)?.presence.state;
  return { cache, answers, shown };
}

const settled = () => new Promise((done) => setTimeout(done));

it('is not overruled by an answer that was read before', async () => {
  const { cache, answers, shown } = loading();
  learnMine(presence('busy'), cache); // the socket was faster
  answers[0]?.('online');
  await settled();
  answers[1]?.('busy');
  await settled();
  expect(shown()).toBe('busy');
  expect(answers).toHaveLength(2);
});

it('asks nothing when nothing is on its way', async () => {
  const { cache, answers, shown } = loading();
  answers[0]?.('online');
  await settled();
  learnMine(presence('busy'), cache);
  await settled();
  expect(shown()).toBe('busy');
  expect(answers).toHaveLength(1);
});

it.each([
  ['busy', 'busy'],
  ['online', 'online'],
  ['break', 'online'],
])('comes back from %s to %s', (chosen, back) => {
  expect(backTo({ ...presence('away'), chosen } as Presence)).toBe(back);
});

it('stays said that offers were missed, until it is answered', () => {
  expect(missed({ state: 'busy', reason: 'missed' } as Presence)).toBe(true);
  expect(missed({ state: 'busy' } as Presence)).toBe(false);
  expect(missed({ state: 'online', reason: 'missed' } as Presence)).toBe(false);
});

it('asks before signing out while somebody waits and no other browser stays', () => {
  const mine = (patch: object) =>
    leavesSomebody({ serves: true, waiting: 1, elsewhere: false, presence: presence('online'), ...patch } as Mine);
  expect(mine({})).toBe(true);
  expect(mine({ presence: presence('busy') })).toBe(true);
  for (const patch of [{ serves: false }, { waiting: 0 }, { elsewhere: true }, { presence: presence('off') }])
    expect(mine(patch)).toBe(false);
});
