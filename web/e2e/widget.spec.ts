import { axe, expect, picture, shot, test } from './fixtures';
import { Widget } from './widget';

test('a reload keeps the thread, the open window and the unsent text', async ({ shop }) => {
  const visitor = await shop.visitor();
  await visitor.open();
  await visitor.say('第一句');
  await visitor.say('第二句');
  await visitor.delivered('第二句');
  await visitor.input.fill('还没写完');
  await visitor.page.waitForTimeout(500);
  await visitor.page.reload();
  await expect(visitor.bubbles()).toHaveText(['第一句', '第二句']);
  await expect(visitor.input).toHaveValue('还没写完');
});

test('two tabs are one visitor and double nothing', async ({ shop }) => {
  const one = await shop.visitor();
  await one.open();
  await one.say('从第一个标签页');
  await one.delivered('从第一个标签页');
  const two = new Widget(await one.page.context().newPage());
  await two.visit();
  await two.open();
  await expect(two.bubbles()).toHaveText(['从第一个标签页']);
  await two.say('从第二个标签页');
  await two.delivered('从第二个标签页');
  await one.say('又从第一个');
  const all = ['从第一个标签页', '从第二个标签页', '又从第一个'];
  await expect(one.bubbles()).toHaveText(all);
  await expect(two.bubbles()).toHaveText(all);

  const desk = await shop.staff();
  await desk.tab('queue');
  await expect(desk.row('又从第一个')).toHaveCount(1);
});

test('unread replies show on the launcher and in the title, in every tab until read', async ({ shop }) => {
  const visitor = await shop.visitor();
  await visitor.open();
  await visitor.say('在吗');
  await visitor.delivered('在吗');
  await visitor.input.press('Escape');
  await expect(visitor.launcher).toBeFocused();
  const desk = await shop.staff();
  await desk.tab('queue');
  await desk.openRow('在吗');
  await desk.reply('在的');
  await desk.reply('请说');
  await expect(visitor.launcher).toHaveAccessibleName('在线客服，2 条未读消息');
  await expect(visitor.page).toHaveTitle(/^\(2\) /);
  await shot(visitor.page, 'widget-unread');
  await visitor.open();
  await expect(visitor.page).not.toHaveTitle(/^\(/);
});

for (const width of [390, 320]) {
  test(`the window fills a phone of ${width} px`, async ({ shop }) => {
    const visitor = await shop.visitor({ viewport: { width, height: 700 }, hasTouch: true, isMobile: true });
    await visitor.open();
    const { page } = visitor;
    // It slides in; what counts is where it comes to rest.
    await expect.poll(() => visitor.panel.boundingBox()).toEqual({ x: 0, y: 0, width, height: 700 });
    expect(await visitor.input.evaluate((field) => Number.parseFloat(getComputedStyle(field).fontSize))).toBe(16);
    for (const control of await visitor.panel.getByRole('button').all()) {
      expect((await control.boundingBox())?.height ?? 0).toBeGreaterThanOrEqual(44);
    }
    await visitor.say('https://shop.example/very/long/address/without/any/break/in/it/0123456789012345678901234567');
    await expect(visitor.bubbles()).toHaveCount(1);
    const overflow = await visitor.log.evaluate((log) => log.scrollWidth - log.clientWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await expect(visitor.button('不等了')).toBeVisible(); // the bar has come to rest
    // The focus stays inside what covers the whole page.
    for (let i = 0; i < 12; i++) {
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('tiexin-widget');
    }
    // Also when what had it is gone.
    await page.evaluate(() => (document.activeElement?.shadowRoot?.activeElement as HTMLElement | null)?.blur());
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('tiexin-widget');
    await axe(page);
  });
}

test('the keyboard is enough', async ({ shop }) => {
  const visitor = await shop.visitor();
  const { page } = visitor;
  await visitor.launcher.focus();
  await page.keyboard.press('Enter');
  await expect(visitor.input).toBeFocused();
  await page.keyboard.type('第一行');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('第二行');
  await expect(visitor.bubbles()).toHaveCount(0);
  await page.keyboard.press('Enter');
  await expect(visitor.bubbles()).toHaveText(['第一行\n第二行']);
  await expect(visitor.input).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(visitor.panel).toBeHidden();
  await expect(visitor.launcher).toBeFocused();
});

test('Enter that picks a candidate does not send', async ({ shop }) => {
  const visitor = await shop.visitor();
  await visitor.open();
  await visitor.input.fill('ni hao');
  await visitor.input.dispatchEvent('keydown', { key: 'Enter', isComposing: true });
  await visitor.input.dispatchEvent('keydown', { key: 'Enter', keyCode: 229 });
  await expect(visitor.bubbles()).toHaveCount(0);
  await expect(visitor.input).toHaveValue('ni hao');
});

test('closed, empty and busy windows pass the audit in both themes', async ({ shop }) => {
  const visitor = await shop.visitor();
  await axe(visitor.page);
  await visitor.open();
  await axe(visitor.page);
  await shot(visitor.page, 'widget-empty');
  await visitor.attach(picture('一.png'), picture('二.png'));
  await visitor.say('两张图');
  await visitor.delivered('两张图');
  await axe(visitor.page);
  await visitor.button('查看大图：一.png').click();
  await expect(visitor.page.getByRole('button', { name: '关闭大图' })).toBeFocused();
  await axe(visitor.page);
  await visitor.page.keyboard.press('Escape');
  await expect(visitor.button('查看大图：一.png')).toBeFocused();
  await shot(visitor.page, 'widget-chat');
});

test('a file that is too large is refused before it is sent', async ({ shop }) => {
  const visitor = await shop.visitor();
  await visitor.open();
  const sent: string[] = [];
  visitor.page.on('request', (request) => {
    if (request.url().includes('/widget/files')) sent.push(request.url());
  });
  await visitor.attach({ name: '很大.png', mimeType: 'image/png', buffer: Buffer.alloc(21 * 1024 * 1024, 1) });
  await expect(visitor.panel.getByRole('alert')).toContainText('很大.png');
  expect(sent).toEqual([]);
});

test('markup stays text and only http addresses become links', async ({ shop }) => {
  const visitor = await shop.visitor();
  await visitor.open();
  const text = '<img src=x onerror=alert(1)> javascript:alert(1) https://shop.example/a';
  await visitor.say(text);
  await visitor.delivered('javascript');
  await expect(visitor.bubbles()).toHaveText([text]);
  await expect(visitor.log.getByRole('link')).toHaveCount(1);
  await expect(visitor.log.getByRole('link')).toHaveAttribute('rel', /noopener/);
});

test('a file that cannot go says why, and stays until it is taken away', async ({ shop }) => {
  const visitor = await shop.visitor();
  await visitor.open();
  await visitor.attach({ name: '空白.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) });
  const chip = visitor.panel.getByRole('listitem').filter({ hasText: '空白.txt' });
  await expect(chip).toContainText('“空白.txt”是空文件');
  await expect(visitor.button('重试')).toHaveCount(0);
  await expect(visitor.button('发送')).toBeDisabled();
  await visitor.attach({ name: '程序.exe', mimeType: 'application/x-msdownload', buffer: Buffer.from('MZ\x90\0') });
  await expect(visitor.panel.getByRole('listitem').filter({ hasText: '程序.exe' })).toContainText('上传失败');
  await expect(visitor.button('重试')).toHaveCount(0);
  await shot(visitor.page, 'widget-files-refused');
  await visitor.button('移除 空白.txt').click();
  await expect(chip).toHaveCount(0);
  // What nobody can see is no message.
  const input = visitor.panel.getByRole('textbox');
  for (const blank of ['\u200b\u2060', '\u0007', '\u3000\ufeff']) {
    await input.fill(blank);
    await expect(visitor.button('发送')).toBeDisabled();
  }
  await input.fill('\u200b嗯');
  await expect(visitor.button('发送')).toBeEnabled();
});

test('an unknown key leaves no launcher and one warning', async ({ shop }) => {
  const visitor = await shop.visitor();
  const { page } = visitor;
  const warnings: string[] = [];
  page.on('console', (line) => {
    if (line.type() === 'warning' && line.text().includes('Tiexin')) warnings.push(line.text());
  });
  await page.goto('/widget/demo?key=unknown');
  await expect.poll(() => warnings.length).toBe(1);
  // The sample page says what is wrong, and not something else.
  await expect(page.getByRole('status')).toContainText('网址里的 key 不对');
  await expect(page.locator('#tiexin-widget')).toHaveCount(0);
});

test('an identity without a signature stays anonymous', async ({ shop }) => {
  const visitor = await shop.visitor();
  await visitor.open();
  await visitor.say('匿名的话');
  await visitor.delivered('匿名的话');
  const answer = await visitor.page.request.post('/api/v1/widget/visitors', {
    headers: { Origin: shop.server.url },
    data: {
      channel_key: shop.key,
      identity: { id: 'u-1', expires: Math.floor(Date.now() / 1000) + 600, signature: '00'.repeat(32) },
    },
  });
  expect(answer.status()).toBe(201);
  expect(await answer.json()).toMatchObject({ verified: false, last_seq: 0 });
});
