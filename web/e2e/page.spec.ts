import { expect, test } from './fixtures';
import { onSite, siteOf } from './site';

// What the page around the window does, by its styles, its scripts and its history.

test('no rule of the page moves, hides or dims the launcher', async ({ shop, browser }) => {
  await onSite(browser, await siteOf(shop), async (visitor) => {
    const { page, launcher } = visitor;
    await visitor.input.press('Escape');
    // Under the pointer it rises a little.
    const rests = async () => {
      await page.mouse.move(600, 100);
      const { x = 0, y = 0 } = (await launcher.boundingBox()) ?? {};
      return [x, y];
    };
    await expect.poll(rests).toEqual([20, 728]);
    const rules = [
      'div:empty { display: none }',
      'div:not([class]) { display: none !important }',
      'div { filter: grayscale(0); transform: translate(90px) }',
      'div { position: relative; z-index: 0 } h1 { position: fixed; inset: 0; z-index: 50; margin: 0 }',
      'html > * { opacity: 0.2 !important; visibility: hidden; contain: strict; pointer-events: none }',
      'body ~ div { width: 0; height: 0; overflow: hidden; clip-path: inset(50%); content-visibility: hidden }',
      '* { animation: gone 1s infinite !important } @keyframes gone { from, to { opacity: 0; left: -999px } }',
      '#tiexin-widget#tiexin-widget { position: absolute !important; inset: auto 0 -999px !important; scale: 0 }',
    ];
    for (const rule of rules) {
      const style = await page.addStyleTag({ content: rule });
      await expect(launcher, rule).toBeVisible();
      await expect.poll(rests, rule).toEqual([20, 728]);
      const host = await page.evaluate(() => {
        const { opacity, visibility, zIndex } = getComputedStyle(document.getElementById('tiexin-widget') as Element);
        return [opacity, visibility, zIndex];
      });
      expect(host, rule).toEqual(['1', 'visible', '2147483000']);
      await visitor.open();
      await visitor.input.press('Escape');
      await style.evaluate((element) => (element as Element).remove());
    }
    await page.emulateMedia({ media: 'print' });
    await expect(launcher).toBeHidden();
  });
});

test('of cells copied from a spreadsheet the text is pasted, of a screenshot the picture', async ({
  shop,
  browser,
}) => {
  await onSite(browser, await siteOf(shop), async (visitor) => {
    const paste = (text: string) =>
      visitor.input.evaluate((field, text) => {
        const clipboardData = new DataTransfer();
        if (text) clipboardData.setData('text/plain', text);
        if (text) clipboardData.setData('text/html', `<table><td>${text}</td></table>`);
        clipboardData.items.add(new File(['x'], 'image.png', { type: 'image/png' }));
        const all = { bubbles: true, composed: true, cancelable: true };
        return field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, ...all }));
      }, text);
    // What is not prevented the browser pastes.
    expect(await paste('货号\t数量')).toBe(true);
    expect(await paste('')).toBe(false);
    await expect(visitor.panel.getByRole('listitem')).toHaveCount(1);
  });
});

const OLD_LIBRARY = `<title>别家网站</title><script>
  Array.prototype.toJSON = function () { return '[' + this.map((x) => JSON.stringify(x)).join(', ') + ']'; };
  Object.prototype.toJSON = function () { return '{}'; };
  String.prototype.toJSON = function () { return '"' + this + '"'; };
  Array.prototype.entries = function () { return this; };
  Array.from = (item) => (item == null ? [] : typeof item === 'string' ? [item] : [].slice.call(item));
  Object.keys = (object) => { const keys = []; for (const key in object) keys.push(key); return keys; };
  Object.prototype.mine = 1; Array.prototype.each = function () {};
</script>`;

test('a page that gives arrays and objects ways of its own loses no line', async ({ shop, browser }) => {
  await onSite(browser, await siteOf(shop, {}, OLD_LIBRARY), async (visitor) => {
    await visitor.say('老网站上写的');
    await visitor.delivered('老网站上写的');
    await visitor.attach({ name: '尺码.txt', mimeType: 'text/plain', buffer: Buffer.from('M') });
    await visitor.say('带个文件');
    await visitor.delivered('带个文件');
    await visitor.page.reload();
    await expect(visitor.message('老网站上写的')).toBeVisible();
  });
});

test('a page that clears the storage takes no line that is unsent', async ({ shop, browser }) => {
  await onSite(browser, await siteOf(shop), async (visitor) => {
    const { page } = visitor;
    await visitor.say('在线写的');
    await visitor.delivered('在线写的');
    await page.route(/widget\/messages$/, (route) => route.abort());
    await visitor.say('断网时写的');
    await expect(visitor.message('断网时写的')).toBeVisible();
    await page.evaluate(() => localStorage.clear());
    await page.unroute(/widget\/messages$/);
    await page.evaluate(() => window.dispatchEvent(new Event('online')));
    await visitor.delivered('断网时写的');
    await expect(visitor.bubbles()).toHaveText(['在线写的', '断网时写的']);
  });
});

test('a script without its key says so, and takes it from its address', async ({ shop, browser }) => {
  const bare = await siteOf(shop, {}, '', `<script async src="${shop.server.url}/widget.js"></script>`);
  const address = `${shop.server.url}/widget.js?key=${shop.key}&position=left`;
  const keyed = await siteOf(shop, {}, '', `<script async src="${address}"></script>`);
  try {
    await onSite(browser, keyed, async (visitor) => {
      await expect.poll(async () => (await visitor.panel.boundingBox())?.x).toBe(20);
      const { page } = visitor;
      const warned = page.waitForEvent('console', (line) => line.type() === 'warning' && /Tiexin/.test(line.text()));
      await page.goto(bare.url);
      expect((await warned).text()).toMatch(/data-key.*widget\.js\?key=.*Tiexin\.boot/);
      await expect(page.locator('#tiexin-widget')).toHaveCount(0);
    });
  } finally {
    bare.server.close();
  }
});
