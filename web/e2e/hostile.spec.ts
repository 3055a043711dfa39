import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { APIRequestContext, Page } from '@playwright/test';
import { ADMIN, expect, type Shop, test } from './fixtures';

const CORPORA = resolve(import.meta.dirname, '../../../shared/corpora');
const XSS = resolve(CORPORA, 'html-xss/dompurify.json');
const STRINGS = resolve(CORPORA, 'strings/blns.json');
const AT_ONCE = 50;
/** Without one of these nobody can see anything: such a text is as empty as none. */
const VISIBLE = /[^\p{White_Space}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;

function payloads(): string[] {
  const xss = JSON.parse(readFileSync(XSS, 'utf8')) as { Payload?: string; payload?: string }[];
  const strings = JSON.parse(readFileSync(STRINGS, 'utf8')) as string[];
  const texts = [...xss.map((one) => one.Payload ?? one.payload ?? ''), ...strings];
  return texts.filter((text) => VISIBLE.test(text) && text.length <= 10_000 && !text.includes('\0'));
}

/** Counts everything that would mean that a text has come to life in a page. */
async function watch(page: Page): Promise<() => Promise<string[]>> {
  const seen: string[] = [];
  page.on('dialog', (dialog) => {
    seen.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith('http') && hostname !== '127.0.0.1') seen.push(`request: ${request.url()}`);
  });
  await page.addInitScript(() => {
    const alive: string[] = [];
    Object.assign(window, { alive });
    for (const name of ['alert', 'confirm', 'prompt', 'print']) {
      Object.assign(window, { [name]: () => alive.push(name) });
    }
    document.addEventListener('securitypolicyviolation', (event) => alive.push(`policy: ${event.violatedDirective}`));
  });
  return async () => [...seen, ...(await page.evaluate(() => (window as unknown as { alive: string[] }).alive))];
}

async function say(request: APIRequestContext, token: string, texts: string[]): Promise<string> {
  let conversation = '';
  for (const [index, text] of texts.entries()) {
    const answer = await request.post('/api/v1/widget/messages', {
      headers: { Authorization: `Bearer ${token}` },
      data: { client_key: `h${index}`, text },
    });
    expect(answer.status(), `${JSON.stringify(text)}: ${await answer.text()}`).toBe(201);
    conversation = (await answer.json()).conversation_id;
  }
  return conversation;
}

/** Signs a page in and gives it, watched. */
async function desk(shop: Shop): Promise<{ page: Page; alive: () => Promise<string[]> }> {
  const { page } = await shop.staff();
  const alive = await watch(page);
  await page.reload();
  return { page, alive };
}

test('hostile texts stay texts, on the site and at the desk', async ({ shop, server, playwright }) => {
  test.skip(!existsSync(XSS) || !existsSync(STRINGS), 'the corpora are not beside the project');
  test.setTimeout(300_000);
  const request = await playwright.request.newContext({
    baseURL: server.url,
    extraHTTPHeaders: { Origin: server.url },
  });
  await request.post('/api/v1/session', { data: { login: ADMIN.login, password: ADMIN.password } });
  const staff = await desk(shop);
  const all = payloads();
  expect(all.length).toBeGreaterThan(700);

  for (let start = 0; start < all.length; start += AT_ONCE) {
    const texts = all.slice(start, start + AT_ONCE);
    const visitor = await shop.visitor();
    const alive = await watch(visitor.page);
    const entered = visitor.page.waitForResponse((answer) => answer.url().endsWith('/widget/visitors'));
    await visitor.page.reload();
    await visitor.open();
    const { token } = await (await entered).json();
    const conversation = await say(request, token, texts);
    for (const [index, text] of texts.entries()) {
      const note = await request.post(`/api/v1/conversations/${conversation}/messages`, {
        data: { client_key: `n${index}`, kind: 'note', text },
      });
      expect(note.status(), JSON.stringify(text)).toBe(201);
    }
    await expect(visitor.bubbles()).toHaveCount(texts.length);
    expect(await alive(), `widget, from payload ${start}`).toEqual([]);

    await staff.page.goto(`/inbox/${conversation}`);
    await expect(staff.page.getByRole('log').getByRole('article').first()).toBeVisible();
    await staff.page.getByRole('log').evaluate((log) => log.scrollTo(0, 0));
    await expect.poll(() => staff.page.getByRole('log').getByRole('article').count()).toBeGreaterThan(30);
    expect(await staff.alive(), `desk, from payload ${start}`).toEqual([]);
    await visitor.page.context().close();
  }
  await request.dispose();
});
