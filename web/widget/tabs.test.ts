import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Store } from './storage';
import { Tabs, tellTabs } from './tabs';

const denied = () => {
  throw new DOMException('denied', 'SecurityError');
};
const settle = () => vi.advanceTimersByTimeAsync(1000);
const tabs = (store = new Store('t:')) => new Tabs('t', store, () => undefined);

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it('a denied lock gives way to a lease, which still lets one at a time', async () => {
  vi.stubGlobal('navigator', { locks: { request: async () => denied() } });
  const order: string[] = [];
  const work = (name: string) => async () => {
    order.push(`${name} begins`);
    await new Promise((done) => setTimeout(done, 300));
    order.push(`${name} ends`);
    return name;
  };
  const store = new Store('t:', null);
  const [one, other] = [tabs(store), tabs(store)];
  const first = one.lock('x', work('one'));
  await vi.advanceTimersByTimeAsync(60);
  const second = other.lock('x', work('other'));
  await settle();
  expect(await Promise.all([first, second])).toEqual(['one', 'other']);
  expect(order).toEqual(['one begins', 'one ends', 'other begins', 'other ends']);
});

it.each([
  ['no locks', {}],
  ['locks that throw', { locks: { request: denied } }],
])('works with %s', async (_, navigator) => {
  vi.stubGlobal('navigator', navigator);
  const done = tabs().lock('x', async () => 'done');
  await settle();
  expect(await done).toBe('done');
});

it('what fails under a lock fails, and is not done again', async () => {
  vi.stubGlobal('navigator', { locks: { request: async (_: string, work: () => unknown) => work() } });
  let times = 0;
  const failing = tabs().lock('x', async () => {
    times += 1;
    throw new Error('its own');
  });
  await expect(failing).rejects.toThrow('its own');
  expect(times).toBe(1);
});

it.each([
  ['has none', undefined],
  [
    'denies it',
    class {
      constructor() {
        denied();
      }
    },
  ],
])('does without news where the browser %s', (_, channel) => {
  vi.stubGlobal('BroadcastChannel', channel);
  const alone = tabs();
  alone.tell('read');
  alone.close();
  tellTabs('t', 'read');
});

it('tells nothing once it is closed, and does not fail for it', () => {
  const told: string[] = [];
  let open = true;
  class Channel {
    postMessage(news: string) {
      if (!open) denied();
      told.push(news);
    }
    close() {
      open = false;
    }
  }
  vi.stubGlobal('BroadcastChannel', Channel);
  const closed = tabs();
  closed.tell('read');
  closed.close();
  closed.tell('outbox');
  expect(told).toEqual(['read']);
});
