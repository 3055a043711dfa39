import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../api/client';
import type { Message, NewMessage } from '../api/types';
import { Outbox } from './outbox';

const answer = (key: string, seq = 1) => ({ id: `m-${key}`, seq, client_key: key }) as Message;
const draft = (key: string, conversation = 'c1') => ({
  client_key: key,
  conversation_id: conversation,
  kind: 'reply' as const,
  text: `text of ${key}`,
  attachments: [],
  mentions: [],
  created_at: '2026-01-01T00:00:00Z',
});

let send = vi.fn<(id: string, message: NewMessage) => Promise<Message>>();
let sent = vi.fn();
let storage: Storage;

function make() {
  return new Outbox({ storage, send: (id, message) => send(id, message), sent }, 's1');
}

function memory(): Storage {
  const map = new Map<string, string>();
  return {
    getItem: (key: string) => map.get(key) ?? null,
    setItem: (key: string, value: string) => void map.set(key, value),
    removeItem: (key: string) => void map.delete(key),
  } as Storage;
}

beforeEach(() => {
  vi.useFakeTimers();
  storage = memory();
  send = vi.fn(async (_, message) => answer(message.client_key));
  sent = vi.fn();
});
afterEach(() => vi.useRealTimers());

describe('Outbox', () => {
  it('sends at once and forgets what was taken', async () => {
    const box = make();
    box.add(draft('a'));
    expect(box.of('c1')).toHaveLength(1);
    await vi.runAllTimersAsync();
    expect(sent).toHaveBeenCalledTimes(1);
    expect(box.size).toBe(0);
    expect(storage.getItem(box.storageKey)).toBeNull();
  });

  it('keeps what was refused, and sends it beside a colleague only once that was asked for', async () => {
    send.mockRejectedValueOnce(new ApiError(409, { code: 'conversation.interject', message: '林小满 正在接待' }));
    const box = make();
    box.add(draft('a'));
    await vi.runAllTimersAsync();
    expect(box.of('c1')).toMatchObject([{ text: 'text of a', state: 'failed', error: '林小满 正在接待' }]);
    box.retry('a', { interject: true });
    await vi.runAllTimersAsync();
    expect(send.mock.calls.map(([, { client_key, interject }]) => [client_key, interject])).toEqual([
      ['a', undefined],
      ['a', true],
    ]);
    expect(box.size).toBe(0);
  });

  it('says of a reply beside a colleague that it is meant, whenever it goes out', async () => {
    send.mockRejectedValueOnce(new TypeError('offline'));
    const box = make();
    box.add({ ...draft('a'), interject: true });
    await vi.runAllTimersAsync();
    box.add(draft('b'));
    await vi.runAllTimersAsync();
    expect(send.mock.calls.map(([, message]) => message.interject)).toEqual([true, true, undefined]);
  });

  it('keeps order within a conversation', async () => {
    const box = make();
    box.add(draft('a'));
    box.add(draft('b'));
    box.add(draft('c'));
    await vi.runAllTimersAsync();
    expect(send.mock.calls.map(([, message]) => message.client_key)).toEqual(['a', 'b', 'c']);
  });

  it('waits for a new sign-in where the session has ended, however often it is told so', async () => {
    send.mockRejectedValueOnce(new ApiError(401, { code: 'auth.required' }));
    const box = make();
    box.add(draft('a'));
    await vi.advanceTimersByTimeAsync(0);
    expect(box.of('c1')).toMatchObject([{ text: 'text of a', state: 'waiting' }]);
    await vi.runAllTimersAsync();
    expect(send).toHaveBeenCalledTimes(2);
    expect(box.size).toBe(0);
  });

  it('waits out a dead network and resends with the same key', async () => {
    send.mockRejectedValueOnce(new ApiError(0, { code: 'network' }));
    const box = make();
    box.add(draft('a'));
    await vi.advanceTimersByTimeAsync(10);
    expect(box.of('c1')[0]).toMatchObject({ state: 'waiting', client_key: 'a' });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(send.mock.calls.map(([, message]) => message.client_key)).toEqual(['a', 'a']);
    expect(box.size).toBe(0);
  });

  it('survives a reload', async () => {
    send.mockRejectedValue(new ApiError(503, {}));
    make().add(draft('a'));
    await vi.advanceTimersByTimeAsync(10);
    send = vi.fn(async (_, message) => answer(message.client_key));
    const again = make();
    expect(again.of('c1').map((item) => item.client_key)).toEqual(['a']);
    await again.flush();
    expect(again.size).toBe(0);
  });

  it('leaves a refused message in place with the reason, and goes on', async () => {
    send.mockRejectedValueOnce(new ApiError(409, { code: 'conversation.closed', message: '会话已结束' }));
    const box = make();
    box.add(draft('a'));
    box.add(draft('b'));
    await vi.runAllTimersAsync();
    expect(box.of('c1')).toMatchObject([{ client_key: 'a', state: 'failed', error: '会话已结束' }]);
    box.retry('a');
    await vi.runAllTimersAsync();
    expect(box.size).toBe(0);
  });

  it('honours Retry-After', async () => {
    send.mockRejectedValueOnce(new ApiError(429, {}, 30));
    const box = make();
    box.add(draft('a'));
    await vi.advanceTimersByTimeAsync(29_000);
    expect(send).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(send).toHaveBeenCalledTimes(2);
  });

  it('sees what another window stored', async () => {
    send.mockRejectedValue(new ApiError(0, {}));
    const one = make();
    const two = make();
    one.add(draft('a'));
    two.add(draft('b'));
    expect(two.of('c1').map((item) => item.client_key)).toEqual(['a', 'b']);
    one.reload();
    expect(one.size).toBe(2);
  });
});
