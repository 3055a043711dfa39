import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useAnswer, useEnter } from './answer';

interface Page {
  rows: string[];
}

let answers: Map<string, (page: Page | Error) => void>;
let chosen: string[];

const ask = (q: string) => ({
  queryKey: ['q', q],
  queryFn: () =>
    new Promise<Page>((done, fail) => {
      answers.set(q, (page) => (page instanceof Error ? fail(page) : done(page)));
    }),
  rows: (page: Page) => page.rows,
});

function picker(options?: { pause: number; empty: boolean }) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  const hook = renderHook(
    ({ q }) => {
      const answer = useAnswer(q, ask, options);
      const enter = useEnter(q, answer.coming, () => {
        if (answer.fresh && answer.rows[0]) chosen.push(answer.rows[0]);
      });
      return { answer, enter };
    },
    { wrapper, initialProps: { q: '' } },
  );
  return {
    get now() {
      return hook.result.current.answer;
    },
    type: (q: string) => act(() => hook.rerender({ q })),
    enter: () => act(() => hook.result.current.enter.press()),
    forget: () => act(() => hook.result.current.enter.forget()),
  };
}

const say = async (q: string, page: Page | Error) => {
  answers.get(q)?.(page);
  await act(() => vi.advanceTimersByTimeAsync(0));
};
const pause = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

beforeEach(() => {
  vi.useFakeTimers();
  answers = new Map();
  chosen = [];
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

describe.each([
  ['asked at every key', { pause: 0, empty: true }],
  ['asked after a pause', { pause: 180, empty: false }],
])('rows of a list %s', (_, options) => {
  const wait = () => pause(options.pause);

  it('are of the question before until the answer is here, and not to be chosen', async () => {
    const list = picker(options);
    list.type('王');
    await wait();
    await say('王', { rows: ['王一'] });
    expect(list.now).toMatchObject({ rows: ['王一'], fresh: true, coming: false });
    list.type('李');
    expect(list.now).toMatchObject({ rows: ['王一'], fresh: false, coming: true });
    await wait();
    expect(list.now).toMatchObject({ rows: ['王一'], fresh: false, coming: true });
    await say('李', { rows: ['李二'] });
    expect(list.now).toMatchObject({ rows: ['李二'], fresh: true, coming: false });
  });

  it('let Enter wait for the answer to what was typed', async () => {
    const list = picker(options);
    list.type('王');
    await wait();
    await say('王', { rows: ['王一'] });
    list.type('李');
    list.enter();
    expect(chosen).toEqual([]);
    await wait();
    await say('李', { rows: ['李二'] });
    expect(chosen).toEqual(['李二']);
    list.enter();
    expect(chosen).toEqual(['李二', '李二']);
  });

  it('forget an Enter once something else is typed, or another row is sought', async () => {
    const list = picker(options);
    list.type('王');
    list.enter();
    list.type('李');
    await wait();
    await say('王', { rows: ['王一'] });
    await say('李', { rows: ['李二'] });
    expect(chosen).toEqual([]);
    list.type('赵');
    list.enter();
    list.forget();
    await wait();
    await say('赵', { rows: ['赵三'] });
    expect(chosen).toEqual([]);
  });

  it('choose nothing when the question cannot be asked', async () => {
    const list = picker(options);
    list.type('王');
    await wait();
    await say('王', { rows: ['王一'] });
    list.type('李');
    list.enter();
    await wait();
    await say('李', new Error('no line'));
    expect(list.now).toMatchObject({ fresh: false, coming: false });
    expect(chosen).toEqual([]);
  });
});

it('has no rows for an empty question where that one is not asked', async () => {
  const list = picker({ pause: 180, empty: false });
  list.type('王');
  await pause(180);
  await say('王', { rows: ['王一'] });
  list.type('');
  expect(list.now).toMatchObject({ rows: [], fresh: true, coming: false });
});
