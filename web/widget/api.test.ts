import { afterEach, expect, it, vi } from 'vitest';
import { Api, ApiError, refuses } from './api';

afterEach(() => vi.unstubAllGlobals());

it('the words are sent as they were typed, which the server mends, and nothing of the page', async () => {
  const bodies: string[] = [];
  vi.stubGlobal('fetch', async (_: string, { body }: RequestInit) => {
    bodies.push(String(body));
    return new Response('{}', { status: 201 });
  });
  const api = new Api('https://house.example', 'zh-CN');
  await api.send('t', { client_key: 'k', text: '\ud83d好😀\0', attachment_ids: [] });
  expect(bodies[0]).toContain(String.raw`"\ud83d好😀\u0000"`);
  await api.visitor({ channel_key: 'k' });
  expect(JSON.parse(bodies[1] ?? '')).toEqual({ channel_key: 'k' });
});

it.each([
  [400, true],
  [404, true],
  [429, false],
  [499, true],
  [500, false],
  [0, false],
])('an answer %i is a refusal: %s', (status, refused) => {
  expect(refuses(new ApiError(status, '', '', 0))).toBe(refused);
});

it('what is no answer is no refusal', () => {
  expect(refuses(new TypeError('x'))).toBe(false);
});
