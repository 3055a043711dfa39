import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { type APIRequestContext, type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import type { Result } from 'axe-core';
import { Desk } from './desk';
import { Server } from './server';
import { Widget } from './widget';

export { expect } from '@playwright/test';

export const ADMIN = { name: '周晓敏', login: 'xiaomin', password: 'Qiu-tian-2026!' };
export const SHOP = {
  organisation: '小满衣橱',
  industry: 'shop',
  locale: 'zh-CN',
  channel: {
    name: '官网',
    title: '小满衣橱客服',
    greeting: '您好，欢迎来到小满衣橱！',
    colour: '#1f6f66',
  },
};

/** For a journey that mostly waits: it begins first, beside the others. */
export const PATIENT = { tag: '@patient' };

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const OUTPUT = resolve(import.meta.dirname, 'output');
const SCHEMES = ['light', 'dark'] as const;
const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];

/** An installation that has been through its first run. */
export class Shop {
  private constructor(
    readonly server: Server,
    readonly key: string,
    private readonly contexts: (options?: object) => Promise<BrowserContext>,
  ) {}

  static async install(
    server: Server,
    request: APIRequestContext,
    contexts: (options?: object) => Promise<BrowserContext>,
  ): Promise<Shop> {
    const { code_required } = await (await request.get('/api/v1/setup')).json();
    const setup_code = code_required ? server.setupCode() : undefined;
    const answer = await request.post('/api/v1/setup', {
      data: { ...SHOP, setup_code, admin: ADMIN },
    });
    expect(answer.status(), await answer.text()).toBe(201);
    const { key } = await (await request.get('/api/v1/widget/demo')).json();
    return new Shop(server, key, contexts);
  }

  /** A browser of its own, signed in, on the inbox. */
  async staff(options?: object): Promise<Desk> {
    const context = await this.contexts(options);
    const answer = await context.request.post('/api/v1/session', {
      data: { login: ADMIN.login, password: ADMIN.password },
    });
    expect(answer.status(), await answer.text()).toBe(200);
    const page = await context.newPage();
    await page.goto('/inbox');
    return new Desk(page);
  }

  /** Another member of staff, invited and signed in, in a browser of their own. */
  async colleague(person: { name: string; login: string; role: string }, options?: object): Promise<Desk> {
    const admin = await this.contexts();
    const headers = { Origin: this.server.url };
    await admin.request.post('/api/v1/session', {
      headers,
      data: { login: ADMIN.login, password: ADMIN.password },
    });
    const { rows: roles } = await (await admin.request.get('/api/v1/roles')).json();
    const { rows: units } = await (await admin.request.get('/api/v1/units')).json();
    const made = await admin.request.post('/api/v1/staff', {
      headers,
      data: {
        client_key: person.login,
        login: person.login,
        name: person.name,
        unit_id: units[0].id,
        role_ids: roles
          .filter((role: { name: string }) => role.name === person.role)
          .map(({ id }: { id: string }) => id),
      },
    });
    expect(made.status(), await made.text()).toBe(201);
    const { pathname } = new URL((await made.json()).link.url, this.server.url);
    const context = await this.contexts(options);
    const answer = await context.request.post(`/api/v1/links/${pathname.split('/').at(-1)}`, {
      headers,
      data: { password: 'chun-feng-2026' },
    });
    expect(answer.status(), await answer.text()).toBe(200);
    const page = await context.newPage();
    await page.goto('/inbox');
    const desk = new Desk(page);
    await desk.ready();
    return desk;
  }

  /** A browser of its own on the sample site, with the launcher there. */
  async visitor(options?: object): Promise<Widget> {
    const context = await this.contexts(options);
    const widget = new Widget(await context.newPage());
    await widget.visit();
    return widget;
  }

  /** A visitor has asked, staff has the conversation open. */
  async meet(question: string): Promise<{ visitor: Widget; desk: Desk }> {
    const desk = await this.staff();
    await desk.tab('queue');
    const visitor = await this.visitor();
    await visitor.open();
    await visitor.say(question);
    await visitor.delivered(question);
    await desk.openRow(question);
    return { visitor, desk };
  }

  /** A customer writes without a browser. */
  async written(text: string): Promise<void> {
    const ask = async (path: string, data: object, token?: string) => {
      const answer = await fetch(`${this.server.url}/api/v1/widget/${path}`, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          Origin: this.server.url,
          ...(token && { Authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify(data),
      });
      expect(answer.status, path).toBe(201);
      return answer.json() as Promise<{ token: string }>;
    };
    const { token } = await ask('visitors', { channel_key: this.key });
    await ask('messages', { client_key: text, text }, token);
  }

  /** Moves the clock on; the program must be started with `--test-clock`. */
  async advance(by: string): Promise<void> {
    const moved = await fetch(`${this.server.url}/api/v1/test/clock`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: this.server.url },
      body: JSON.stringify({ advance: by }),
    });
    expect(moved.status).toBe(200);
  }
}

export const test = base.extend<{ flags: string[]; server: Server; shop: Shop }>({
  /** More flags for the program, like `--test-clock`. */
  flags: [[], { option: true }],
  server: async ({ flags }, use) => {
    const server = await Server.start(flags);
    await use(server);
    await server.stop();
  },
  baseURL: async ({ server }, use) => use(server.url),
  shop: async ({ server, browser, playwright, locale, timezoneId, viewport }, use) => {
    const open: BrowserContext[] = [];
    const contexts = async (options: object = {}) => {
      const context = await browser.newContext({ baseURL: server.url, locale, timezoneId, viewport, ...options });
      open.push(context);
      return context;
    };
    const request = await playwright.request.newContext({
      baseURL: server.url,
      extraHTTPHeaders: { Origin: server.url },
    });
    await use(await Shop.install(server, request, contexts));
    await request.dispose();
    for (const context of open) await context.close();
  },
});

async function inBothSchemes(page: Page, work: (scheme: (typeof SCHEMES)[number]) => Promise<void>): Promise<void> {
  for (const scheme of SCHEMES) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await work(scheme);
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
}

/** Fails on any accessibility violation, in light and in dark. */
export async function axe(page: Page, selector = 'html'): Promise<void> {
  // Evaluated by the debugger, so that the page's content policy stays as it is.
  await page.evaluate(AXE);
  await inBothSchemes(page, async (scheme) => {
    const found = await page.evaluate(async (root) => {
      const { violations } = await (window as unknown as { axe: typeof import('axe-core') }).axe.run(root, {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      });
      return violations as Result[];
    }, selector);
    const lines = found.flatMap((rule) =>
      rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')} ${node.failureSummary}`),
    );
    expect.soft(lines, `${scheme} ${page.url()}`).toEqual([]); // soft: all pages are told of at once
  });
}

/** Pictures of a page at both sizes and in both schemes, to be looked at. */
export async function shot(page: Page, name: string): Promise<void> {
  const before = page.viewportSize();
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await inBothSchemes(page, async (scheme) => {
      await page.screenshot({ path: resolve(OUTPUT, `${name}-${size.width}-${scheme}.png`) });
    });
  }
  if (before) await page.setViewportSize(before);
}

/** A small picture of one colour, made here so that no binary file is kept. */
export function picture(name: string, width = 320, height = 200): { name: string; mimeType: string; buffer: Buffer } {
  const chunk = (type: string, body: Buffer) => {
    const data = Buffer.concat([Buffer.from(type), body]);
    const out = Buffer.alloc(data.length + 8);
    out.writeUInt32BE(body.length, 0);
    data.copy(out, 4);
    out.writeUInt32BE(crc32(data), data.length + 4);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2], 8);
  const line = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, Buffer.from([160, 74, 85]))]);
  const body = deflateSync(Buffer.concat(Array.from({ length: height }, () => line)));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const buffer = Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', body), chunk('IEND', Buffer.alloc(0))]);
  return { name, mimeType: 'image/png', buffer };
}

/** What the shop's own server would sign for its signed-in customer. */
export async function signer(shop: Shop): Promise<(id: string) => object> {
  const headers = { 'Content-Type': 'application/json', Origin: shop.server.url };
  const session = await fetch(`${shop.server.url}/api/v1/session`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ login: ADMIN.login, password: ADMIN.password }),
  });
  const cookie = (session.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const ask = async (method: string, path: string) =>
    (await fetch(`${shop.server.url}/api/v1${path}`, { method, headers: { ...headers, Cookie: cookie } })).json();
  const { rows } = await ask('GET', '/channels');
  const { secret } = await ask('POST', `/channels/${rows[0].id}/identity-secret`);
  return (id) => {
    const expires = Math.floor(Date.now() / 1000) + 600;
    const signature = createHmac('sha256', secret).update(`${id}\n${expires}`).digest('hex');
    return { id, expires, signature, name: '王芳', phone: '13800138000' };
  };
}
