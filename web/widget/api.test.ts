import { afterEach, expect, it, vi } from 'vitest';
import { Api, ApiError, refuses } from './api';

afterEach(() => vi.unstubAllGlobals());

it('half a character and NUL are replaced in whatever is sent; whole ones stay', async () => {
  const bodies: string[] = [];
  vi.stubGlobal('fetch', async (_: string, { body }: RequestInit) => {
    bodies.push(String(body));
    return new Response('{}', { status: 201 });
  });
  const api = new Api('https://house.example', 'zh-CN');
  await api.send('t', { client_key: 'k', text: '\ud83d好😀\ude00\\ud83d\0', attachment_ids: [] });
  expect(JSON.parse(bodies[0] ?? '').text).toBe('\ufffd好😀\ufffd\\ud83d\ufffd');

  document.title = `${'😀'.repeat(299)}\ud83d😀`;
  await api.visitor({ channel_key: 'k' });
  const { page, ...rest } = JSON.parse(bodies[1] ?? '');
  expect(page.title).toBe(`${'😀'.repeat(299)}\ufffd`);
  expect(rest).toEqual({ channel_key: 'k' });
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
