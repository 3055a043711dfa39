import { afterEach, describe, expect, it, vi } from 'vitest';
import { Api } from './api';
import { toJson } from './json';
import { Link, type Wire } from './link';
import { Store } from './storage';

type Old = { toJSON?: unknown };
const spoilt = [Array.prototype, Object.prototype, String.prototype] as Old[];

function spoil(): void {
  // As Prototype.js did before browsers had JSON of their own.
  for (const prototype of spoilt) {
    Object.defineProperty(prototype, 'toJSON', { configurable: true, value: () => 'spoilt' });
  }
}

afterEach(() => {
  for (const prototype of spoilt) delete prototype.toJSON;
  vi.unstubAllGlobals();
  localStorage.clear();
});

const value = {
  text: '您好',
  attachments: [{ id: 'a', sizes: [1, 2] }],
  none: null,
  not: undefined,
  list: [undefined],
};
const plain = JSON.stringify(value);

describe('a page whose arrays and objects make texts of themselves', () => {
  it('does not change what is written', () => {
    spoil();
    expect(JSON.stringify(value)).toBe('"spoilt"');
    expect(toJson(value)).toBe(plain);
    expect([toJson([]), toJson('a'), toJson(null)]).toEqual(['[]', '"a"', 'null']);
  });

  it('does not change what is kept, sent and said on the socket', async () => {
    spoil();
    const store = new Store('x:');
    store.write('outbox', [value]);
    expect(localStorage.getItem('x:outbox')).toBe(`[${plain}]`);
    const bodies: unknown[] = [];
    vi.stubGlobal('fetch', async (_: string, { body }: RequestInit) => {
      bodies.push(body);
      return { ok: true, text: async () => '', headers: new Headers() };
    });
    await new Api('https://house.example', 'en').send('t', { client_key: 'k', text: 'a', attachment_ids: ['b'] });
    expect(bodies).toEqual(['{"client_key":"k","text":"a","attachment_ids":["b"]}']);
    const said: string[] = [];
    const wire = { send: (text: string) => void said.push(text), close: () => undefined } as unknown as Wire;
    const link = new Link({
      connect: () => wire,
      hello: () => ({ t: 'hello', token: 'x', after: 1 }),
      frame: () => undefined,
      state: () => undefined,
      now: () => 0,
      later: () => () => undefined,
      random: () => 0,
    });
    link.start();
    wire.onopen?.({} as never);
    wire.onmessage?.({ data: '{"t":"welcome"}' });
    link.send({ t: 'ping' });
    expect(said).toEqual(['{"t":"hello","token":"x","after":1}', '{"t":"ping"}']);
  });
});

it('what cannot be written down is kept for as long as the page lives', () => {
  const store = new Store('x:');
  const round: Record<string, unknown> = { text: '您好' };
  round.self = round;
  store.write('outbox', round);
  expect(store.read('outbox', null)).toBe(round);
  store.write('outbox', [1]);
  expect([store.read('outbox', null), localStorage.getItem('x:outbox')]).toEqual([[1], '[1]']);
});
