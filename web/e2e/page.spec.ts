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
