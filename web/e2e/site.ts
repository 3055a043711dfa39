import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from '@playwright/test';
import type { Shop } from './fixtures';
import { Widget } from './widget';

export interface Site {
  url: string;
  server: HttpServer;
}

/** A customer's site: another origin, with headers of its own. */
export async function siteOf(
  shop: Shop,
  headers: Record<string, string> = {},
  html = '',
  snippet = `<script async src="${shop.server.url}/widget.js" data-key="${shop.key}" data-position="left"></script>`,
): Promise<Site> {
  const page = `<!doctype html><html lang="zh-CN">${html || '<title>别家网站</title><h1>别家网站</h1>'}
    ${snippet}</html>`;
  const server = createServer((_, answer) => {
    answer.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', ...headers });
    answer.end(page);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  // The other name of loopback is another origin.
  return { url: `http://localhost:${(server.address() as AddressInfo).port}/`, server };
}

export async function onSite(
  browser: Browser,
  site: Site,
  journey: (visitor: Widget) => Promise<void>,
  options: object = {},
): Promise<void> {
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1200, height: 800 }, ...options });
  try {
    const visitor = new Widget(await context.newPage());
    await visitor.page.goto(site.url);
    await visitor.open();
    await journey(visitor);
  } finally {
    await context.close();
    site.server.close();
  }
}

/** Calls a command as the page's own script would. */
export function command(visitor: Widget, name: string, ...values: unknown[]): Promise<unknown> {
  return visitor.page.evaluate(
    ([name, values]) => {
      const { Tiexin } = window as unknown as { Tiexin: Record<string, (...args: unknown[]) => unknown> };
      return Tiexin[name]?.(...values) && undefined;
    },
    [name, values] as const,
  );
}
