import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, picture, type Shop, test } from './fixtures';
import { Widget } from './widget';

/** A customer's site: another origin, with a content policy that bars inline styles. */
async function foreignSite(shop: Shop): Promise<{ url: string; site: HttpServer }> {
  const { url } = shop.server;
  const policy = [
    "default-src 'none'",
    `script-src ${url}`,
    `connect-src ${url} ${url.replace('http', 'ws')}`,
    `img-src ${url} blob:`,
    "style-src 'none'",
  ].join('; ');
  const page = `<!doctype html><html lang="zh-CN"><title>别家网站</title><h1>别家网站</h1>
    <script async src="${url}/widget.js" data-key="${shop.key}" data-position="left"></script></html>`;
  const site = createServer((_, answer) => {
    answer.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': policy });
    answer.end(page);
  });
  await new Promise<void>((ready) => site.listen(0, '127.0.0.1', ready));
  // The other name of loopback is another origin.
  return { url: `http://localhost:${(site.address() as AddressInfo).port}/`, site };
}

test('the window works on another site under a strict content policy', async ({ shop, browser }) => {
  const { url, site } = await foreignSite(shop);
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1200, height: 800 } });
  try {
    const visitor = new Widget(await context.newPage());
    const refused: string[] = [];
    visitor.page.on('console', (line) => {
      if (/Content Security|CORS/.test(line.text())) refused.push(line.text());
    });
    await visitor.visit(url);
    await visitor.open();
    // Dressed, and on the side the snippet asks for.
    await expect.poll(async () => (await visitor.panel.boundingBox())?.x).toBe(20);
    expect((await visitor.panel.boundingBox())?.width).toBe(376);
    await visitor.attach(picture('裙子.png'));
    await visitor.say('从别家网站来的');
    await visitor.delivered('从别家网站来的');
    const desk = await shop.staff();
    await desk.tab('queue');
    await desk.openRow('从别家网站来的');
    await desk.reply('看到了');
    await expect(visitor.message('看到了')).toBeVisible();
    // After a reload the picture comes from the server, not from this page's memory.
    await visitor.page.reload();
    const image = visitor.log.getByRole('img', { name: '裙子.png' });
    await expect(image).toBeVisible();
    await expect.poll(() => image.evaluate((img) => (img as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);
    expect(await visitor.page.evaluate(() => Object.keys(window).filter((name) => /tiexin/i.test(name)))).toEqual([
      'Tiexin',
    ]);
    expect(refused).toEqual([]);
  } finally {
    await context.close();
    site.close();
  }
});
