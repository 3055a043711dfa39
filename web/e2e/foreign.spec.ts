import { expect, picture, type Shop, signer, test } from './fixtures';
import { command, onSite, siteOf } from './site';
import { Widget } from './widget';

/** Bars inline styles, addresses of scripts as plain text and what else can be barred. */
function strictPolicy({ server: { url } }: Shop): string {
  return [
    "default-src 'none'",
    `script-src ${url}`,
    `connect-src ${url} ${url.replace('http', 'ws')}`,
    `img-src ${url} blob:`,
    "style-src 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types tiexin',
  ].join('; ');
}

test('the window works on another site under a strict content policy', async ({ shop, browser }) => {
  const { url, server: site } = await siteOf(shop, { 'Content-Security-Policy': strictPolicy(shop) });
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1200, height: 800 } });
  try {
    const visitor = new Widget(await context.newPage());
    const refused: string[] = [];
    visitor.page.on('console', (line) => {
      if (/Content Security|CORS|Trusted/.test(line.text())) refused.push(line.text());
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

test('a page that overwrites our object and runs the snippet again has one window', async ({ shop, browser }) => {
  const site = await siteOf(shop);
  await onSite(browser, site, async (visitor) => {
    const { page } = visitor;
    await visitor.visit(site.url);
    await expect(page.locator('#tiexin-widget')).toHaveCount(1);
    await page.evaluate(
      ([src, key]) =>
        new Promise<void>((done) => {
          const held = window as { Tiexin?: unknown };
          held.Tiexin = [['open']];
          const script = document.createElement('script');
          script.src = src ?? '';
          script.dataset.key = key;
          script.onload = () => done();
          document.head.append(script);
        }),
      [`${shop.server.url}/widget.js`, shop.key],
    );
    // What was queued meanwhile is done by the window that is there.
    await expect(visitor.panel).toBeVisible();
    await expect(page.locator('#tiexin-widget')).toHaveCount(1);
    await visitor.say('只有一个窗口');
    await visitor.delivered('只有一个窗口');
  });
});

test('what a page happens to be called keeps nobody from writing', async ({ shop, browser }) => {
  const script = `document.documentElement.lang = '中文'; document.title = '题'.repeat(298) + '\\ud83d😀😀'`;
  const site = await siteOf(shop, {}, `<script>${script}</script>`);
  await onSite(browser, site, async (visitor) => {
    const { page } = visitor;
    const asked = page.waitForRequest(/widget\/visitors$/);
    const address = `${site.url}?gclid=${'a'.repeat(2100)}#${'%F0%9F%98%80'.repeat(200)}`;
    await page.goto(address, { referer: `${site.url}?q=${'b'.repeat(2500)}` });
    // What nobody keeps is not sent.
    expect((await asked).postDataJSON()).not.toHaveProperty('page');
    await visitor.say('从广告点进来的');
    await visitor.delivered('从广告点进来的');
  });
});

test('where a frame is denied storage, locks and forms, words go out and come in', async ({ shop, browser }) => {
  const site = await siteOf(shop, { 'Content-Security-Policy': 'sandbox allow-scripts' });
  await onSite(browser, site, async (visitor) => {
    const broken: string[] = [];
    visitor.page.on('pageerror', (error) => broken.push(error.message));
    expect(await visitor.page.evaluate(() => self.origin)).toBe('null');
    await visitor.button('留言').click();
    await visitor.write({ name: '王', contact: '13800138000', matter: '想换个尺码' });
    await visitor.note.getByLabel('怎么称呼您').press('Enter');
    await visitor.button('好的').click();
    await visitor.input.fill('从沙箱来的');
    await visitor.button('发送').click();
    await visitor.delivered('从沙箱来的');
    const desk = await shop.staff();
    await desk.tab('queue');
    await desk.openRow('从沙箱来的');
    await desk.reply('看到了');
    await expect(visitor.message('看到了')).toBeVisible();
    await visitor.say('第二句');
    await visitor.delivered('第二句');
    expect(broken).toEqual([]);
  });
});

test('an identity that cannot be read takes nothing from who is writing', async ({ shop, browser }) => {
  const signed = await signer(shop);
  await onSite(browser, await siteOf(shop), async (visitor) => {
    let warned = 0;
    visitor.page.on('console', (line) => {
      if (line.text().includes('no valid signature')) warned += 1;
    });
    await visitor.say('匿名问');
    await visitor.delivered('匿名问');
    await visitor.input.fill('草稿');
    const soon = Math.floor(Date.now() / 1000) + 600;
    const claims = [
      {},
      '42',
      { name: '王' },
      { id: '42', name: '王', email: 'a@b.c' },
      { id: '42', expires: String(soon), signature: 'ab' },
      { id: 42, expires: soon, signature: 'ab' },
      { id: '42', expires: soon, signature: 'ab', name: '王'.repeat(300) },
    ];
    for (const [i, claim] of claims.entries()) {
      // Nothing changes before the answer, nor because of it.
      await visitor.panel.evaluate((panel) => panel.setAttribute('data-same', 'yes'));
      await command(visitor, 'setIdentity', claim);
      await expect.poll(() => warned).toBe(i + 1);
      await expect(visitor.panel).toHaveAttribute('data-same', 'yes');
    }
    await expect(visitor.bubbles()).toHaveText(['匿名问']);
    await expect(visitor.input).toHaveValue('草稿');
    await visitor.say('还能写吗');
    await visitor.delivered('还能写吗');

    // A good one that does not get through is not lost, and takes nothing meanwhile either.
    let barred = 0;
    await visitor.page.route(/widget\/visitors$/, (route) => {
      barred += 1;
      return route.abort();
    });
    await command(visitor, 'setIdentity', signed('u-7'));
    await expect.poll(() => barred).toBeGreaterThan(0);
    await expect(visitor.panel).toHaveAttribute('data-same', 'yes');
    await expect(visitor.bubbles()).toHaveText(['匿名问', '还能写吗']);
    await visitor.page.unroute(/widget\/visitors$/);
    await expect(visitor.panel).not.toHaveAttribute('data-same', 'yes');
    await expect(visitor.bubbles()).toHaveText(['匿名问', '还能写吗']);
    await visitor.say('登录了');
    await visitor.delivered('登录了');

    // Also where the page says so from the start.
    await command(visitor, 'boot', { key: shop.key, identity: { name: '王' } });
    await visitor.say('换了一页');
    await visitor.delivered('换了一页');
  });
});

test('a site that exchanges its page keeps the window, once, with what is in it', async ({ shop, browser }) => {
  await onSite(browser, await siteOf(shop), async (visitor) => {
    const { page } = visitor;
    const host = page.locator('#tiexin-widget');
    await visitor.say('在第一页');
    await visitor.delivered('在第一页');
    await visitor.input.fill('写了一半');
    const changes = [
      () => document.documentElement.replaceChild(document.createElement('body'), document.body),
      () => document.body.replaceChildren(),
      () => document.getElementById('tiexin-widget')?.remove(),
      () => document.documentElement.replaceChildren(document.createElement('head'), document.createElement('body')),
      () => {
        const html = document.createElement('html');
        html.append(document.createElement('head'), document.createElement('body'));
        document.documentElement.replaceWith(html);
      },
      () => document.documentElement.replaceChild(document.createElement('body'), document.body),
    ];
    for (const change of changes) {
      await page.evaluate(change);
      await expect(visitor.input).toHaveValue('写了一半');
      await expect(visitor.bubbles()).toHaveText(['在第一页']);
      await expect(host).toHaveCount(1);
    }
    await page.evaluate(
      ([src, key]) =>
        new Promise((done) => {
          const script = document.createElement('script');
          Object.assign(script, { src, onload: done });
          script.dataset.key = key;
          document.body.append(script);
        }),
      [`${shop.server.url}/widget.js`, shop.key] as const,
    );
    await command(visitor, 'open');
    await expect(host).toHaveCount(1);
    await visitor.input.press('Enter');
    await visitor.delivered('写了一半');
    await command(visitor, 'shutdown');
    await page.evaluate(() => document.documentElement.replaceChild(document.createElement('body'), document.body));
    await expect(host).toHaveCount(0);
  });
});
