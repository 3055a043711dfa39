import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { command, onSite, siteOf } from './site';
import type { Widget } from './widget';

// What the page around the window does, by its styles, its scripts and its history.

const seen = (page: Page) => page.evaluate(() => (window as unknown as { seen: string[] }).seen);
const forget = (page: Page) =>
  page.evaluate(() => {
    (window as unknown as { seen: string[] }).seen = [];
  });

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

const LISTENING = `<title>别家网站</title><input id="search">
  <script>
    seen = [];
    const names = ['keydown', 'keyup', 'keypress', 'beforeinput', 'input', 'paste', 'copy', 'cut', 'compositionstart',
      'compositionupdate', 'compositionend', 'focusin', 'focusout', 'wheel', 'touchstart', 'touchmove', 'touchend',
      'contextmenu', 'mousedown', 'selectstart', 'dragenter', 'dragover', 'drop'];
    for (const name of names) document.addEventListener(name, (event) => {
      if (event.target.closest('input, textarea')) return;
      seen.push(name);
      event.preventDefault();
      if (event.key === '/' || event.key === 's') document.getElementById('search').focus();
    }, { passive: false });
  </script>`;

test('what is typed, pasted, scrolled and dropped in the window does not reach the page', async ({ shop, browser }) => {
  await onSite(browser, await siteOf(shop, {}, LISTENING), async (visitor) => {
    const { page, input } = visitor;
    const search = page.locator('#search');
    await forget(page);
    await input.click();
    await expect(input).toBeFocused();
    await page.keyboard.type('1/2 size a b c');
    await expect(input).toHaveValue('1/2 size a b c');
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Control+X');
    await expect(input).toHaveValue('');
    await page.keyboard.press('Control+V');
    await expect(input).toHaveValue('1/2 size a b c');
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Input.imeSetComposition', { text: 'ni', selectionStart: 2, selectionEnd: 2 });
    await cdp.send('Input.insertText', { text: '你' });
    await expect(input).toHaveValue('1/2 size a b c你');
    await input.click({ button: 'right' });
    await visitor.log.hover();
    await page.mouse.wheel(0, 100);
    for (const name of ['touchstart', 'touchmove', 'touchend', 'dragenter', 'dragover', 'drop']) {
      const stopped = await visitor.log.evaluate(
        (log, name) => !log.dispatchEvent(new Event(name, { bubbles: true, composed: true, cancelable: true })),
        name,
      );
      expect(stopped, name).toBe(false);
    }
    await input.press('Enter');
    await visitor.delivered('1/2 size a b c你');
    expect(await seen(page)).toEqual([]);
    await expect(search).toHaveValue('');

    // The page hears of the window by its own ways, and has its keys back with it gone.
    await page.evaluate(() => {
      const page = window as unknown as { Tiexin: { on(name: string, hears: () => void): void }; seen: string[] };
      page.Tiexin.on('close', () => page.seen.push('closed'));
    });
    await input.press('Escape');
    await expect(visitor.launcher).toBeFocused();
    await page.keyboard.press('/');
    await expect(search).toBeFocused();
    expect(await seen(page)).toEqual(expect.arrayContaining(['closed', 'keydown']));
    // After a shutdown nothing is left at the page's window either.
    await command(visitor, 'shutdown');
    await expect(page.locator('#tiexin-widget')).toHaveCount(0);
  });
});

const back = "trap.contains(event.target) || trap.querySelector('input').focus()";
const traps = {
  'on focusin': `document.addEventListener('focusin', (event) => ${back})`,
  'on focus, on its way down': `document.addEventListener('focus', (event) => ${back}, true)`,
  'that lets nobody press elsewhere': `
    document.addEventListener('focusin', (event) => ${back}, true);
    for (const name of ['mousedown', 'touchstart'])
      document.addEventListener(name, (event) => trap.contains(event.target) || event.preventDefault(), true)`,
};
for (const [kind, script] of Object.entries(traps)) {
  test(`a dialog of the page with a focus trap ${kind} leaves the window its letters`, async ({ shop, browser }) => {
    const html = `<title>别家网站</title><div id="trap" role="dialog" tabindex="-1">订阅<input></div><script>
      const trap = document.getElementById('trap'); ${script}; trap.querySelector('input').focus();</script>`;
    await onSite(browser, await siteOf(shop, {}, html), async (visitor) => {
      const { page, input } = visitor;
      await input.click();
      await page.keyboard.type('在窗口里写的');
      await expect(input).toHaveValue('在窗口里写的');
      await expect(page.locator('#trap input')).toHaveValue('');
      await page.locator('#trap input').click();
      await page.keyboard.type('a@b.c');
      await expect(page.locator('#trap input')).toHaveValue('a@b.c');
    });
  });
}

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

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const META = '<meta name="viewport" content="width=device-width"><title>别家网站</title>';
const without = '<script>delete window.CloseWatcher</script>';

test('Back on a phone closes the window and stays on the page', async ({ shop, browser }) => {
  const counting = `<script>
    pushes = 0;
    const push = history.pushState.bind(history);
    history.pushState = (...said) => { pushes += 1; push(...said); };
  </script>`;
  const site = await siteOf(shop, {}, META + without + counting);
  const journey = async (visitor: Widget) => {
    const { page } = visitor;
    const state = (is: unknown) => expect.poll(() => page.evaluate(() => history.state)).toEqual(is);
    const laid = () => state({ tiexin: true });
    await page.goto(`${site.url}?page=2`);
    await visitor.open();
    await laid();
    await visitor.input.fill('写了一半');
    await page.goBack();
    await expect(visitor.panel).toBeHidden();
    expect(page.url()).toBe(`${site.url}?page=2`);
    await state(null);

    // Closed by its button it leaves nothing behind.
    await visitor.open();
    await laid();
    await expect(visitor.input).toHaveValue('写了一半');
    await visitor.button('收起对话').click();
    await expect(visitor.panel).toBeHidden();
    await state(null);
    // Opened again at once it is held again.
    await visitor.open();
    await laid();
    await command(visitor, 'close');
    await command(visitor, 'open');
    await expect(visitor.panel).toBeVisible();
    await laid();

    // One step at a time.
    await visitor.button('留言').click();
    await expect(visitor.note).toBeVisible();
    await page.goBack();
    await expect(visitor.note).toBeHidden();
    await expect(visitor.panel).toBeVisible();
    await laid();
    await page.goBack();
    await expect(visitor.panel).toBeHidden();
    expect(await page.evaluate('pushes')).toBe(0);
    await page.goBack();
    await expect(page).toHaveURL(site.url);
  };
  await onSite(browser, site, journey, PHONE);
});

test('a page that keeps its own history keeps it', async ({ shop, browser }) => {
  const site = await siteOf(shop, {}, META + without);
  const journey = async (visitor: Widget) => {
    const { page } = visitor;
    const close = async () => {
      await visitor.button('收起对话').click();
      await expect(visitor.panel).toBeHidden();
    };
    // It has moved on under the window.
    await expect.poll(() => page.evaluate(() => history.state?.tiexin)).toBe(true);
    await page.evaluate(() => history.pushState(history.state, '', '/cart'));
    await close();
    expect(new URL(page.url()).pathname).toBe('/cart');
    // It has a router.
    await page.evaluate(() => history.pushState({ idx: 4 }, '', '/pay'));
    const entries = await page.evaluate(() => history.length);
    await visitor.open();
    await expect.poll(() => page.evaluate(() => document.documentElement.style.overflow)).toBe('hidden');
    expect(await page.evaluate(() => [history.state, history.length])).toEqual([{ idx: 4 }, entries]);
    await close();
    expect(new URL(page.url()).pathname).toBe('/pay');
  };
  await onSite(browser, site, journey, PHONE);
});

test('where the browser asks what Back closes, it is told, and the history is left alone', async ({
  shop,
  browser,
}) => {
  const asking = `<script>
    watchers = [];
    CloseWatcher = class {
      constructor() { watchers.push(this); }
      destroy() { watchers.splice(watchers.indexOf(this), 1); }
    };
    back = () => { const top = watchers.pop(); top?.onclose(); return !!top; };
  </script>`;
  const journey = async (visitor: Widget) => {
    const { page } = visitor;
    const watched = (times: number) => expect.poll(() => page.evaluate('watchers.length')).toBe(times);
    await watched(1);
    await visitor.button('留言').click();
    await expect(visitor.note).toBeVisible();
    expect(await page.evaluate('back()')).toBe(true);
    await expect(visitor.note).toBeHidden();
    await watched(1);
    expect(await page.evaluate('back()')).toBe(true);
    await expect(visitor.panel).toBeHidden();
    await watched(0);
    await visitor.open();
    await watched(1);
    await visitor.input.press('Escape');
    await expect(visitor.panel).toBeHidden();
    await watched(0);
    expect(await page.evaluate(() => history.state)).toBeNull();
  };
  await onSite(browser, await siteOf(shop, {}, META + asking), journey, PHONE);
});
