import { ADMIN, axe, expect, PATIENT, shot, test } from './fixtures';

const LIN = { name: '林可', login: 'linke', role: '坐席' };
const QUESTION = '我的退款到哪一步了？';

test.use({ flags: ['--test-clock'], actionTimeout: 15_000 });

test(
  'who is away reads it where they look, and customers are promised nobody',
  PATIENT,
  async ({ shop, playwright }) => {
    test.setTimeout(150_000);
    const lin = await shop.colleague(LIN);
    const request = await playwright.request.newContext({
      baseURL: shop.server.url,
      extraHTTPHeaders: { Origin: shop.server.url },
    });
    await request.post('/api/v1/session', { data: { login: ADMIN.login, password: ADMIN.password } });
    const [channel] = (await (await request.get('/api/v1/channels')).json()).rows;
    const headed = await request.patch(`/api/v1/channels/${channel.id}`, {
      data: { version: channel.version, settings: { ...channel.settings, subtitle: '人工客服在线' } },
    });
    expect(headed.status(), await headed.text()).toBe(200);
    const visitor = await shop.visitor();
    await visitor.open();
    await visitor.say(QUESTION);
    await visitor.delivered(QUESTION);
    await lin.tab('queue');
    await lin.openRow(QUESTION);
    await lin.reply('我查一下');
    await expect(visitor.message('我查一下')).toBeVisible();
    await visitor.say('好，大概几天？');
    await expect(lin.message('大概几天')).toBeVisible();
    await shop.written('另一位也在等');

    await test.step('going off and signing out ask what becomes of who waits', async () => {
      const { page } = lin;
      await page.getByRole('button', { name: /^我的状态/ }).click();
      await page.getByRole('menuitemradio', { name: '下线' }).click();
      const off = page.getByRole('dialog', { name: '下线前，请人照看在等的客户' });
      await expect(off.getByRole('button', { name: '让他们回到排队' })).toBeVisible();
      await axe(page);
      await shot(page, 'going-off');
      await off.getByRole('button', { name: '先不走' }).click();
      await page.getByRole('button', { name: /^我的状态/ }).click();
      await page.getByRole('menuitemradio', { name: /^缓一缓/ }).click();
      const pause = page.getByRole('dialog', { name: '缓一缓前请人顶班' });
      await pause.getByRole('button', { name: '照样离开' }).click();
      await expect(page.getByRole('button', { name: /^我的状态：缓一缓/ })).toBeVisible();
      await page.getByRole('button', { name: /^我的状态/ }).click();
      await page.getByRole('menuitemradio', { name: '在线' }).click();
      await page.getByRole('button', { name: / 的账号$/ }).click();
      await page.getByRole('menuitem', { name: '退出登录' }).click();
      const out = page.getByRole('dialog', { name: '退出前，请人照看在等的客户' });
      await out.getByRole('button', { name: '先不走' }).click();
      await expect(out).toHaveCount(0);
      await expect(page.getByRole('button', { name: /^我的状态：在线/ })).toBeVisible();
      await expect(page).toHaveURL(/\/inbox/);
    });

    await test.step('ending asks while the last sentence has no answer', async () => {
      await lin.page.getByRole('button', { name: /^结束/ }).click();
      const ask = lin.page.getByRole('dialog', { name: '客户最后一句还没有回' });
      await ask.getByRole('button', { name: '先回复' }).click();
      await lin.reply('三天内');
      await expect(visitor.message('三天内')).toBeVisible();
    });

    await test.step('a break is answered with who still waits, for everybody', async () => {
      const { page } = lin;
      await page.getByRole('button', { name: /^我的状态/ }).click();
      await page.getByRole('menuitemradio', { name: /缓一缓/ }).click();
      await expect(page.getByText('现在一共还有 1 位客户在等回复。')).toBeVisible();
      await page.getByRole('button', { name: /^我的状态/ }).click();
      await page.getByRole('menuitemradio', { name: '在线' }).click();
      await expect(page.getByRole('button', { name: /^我的状态：在线/ })).toBeVisible();
    });

    const url = lin.page.url();
    const context = lin.page.context();
    const presence = async () => {
      const { rows } = await (await request.get('/api/v1/workforce/presence?limit=100')).json();
      return rows.find((row: { name: string }) => row.name === LIN.name)?.state;
    };
    await lin.page.close();
    await expect.poll(presence, { timeout: 60_000 }).toBe('away');

    await test.step('the head of the window says nothing else than the line below', async () => {
      const other = await shop.visitor();
      await other.open();
      await expect(other.panel.locator('.wait')).toContainText('同事们暂时都不在');
      await expect(other.panel.locator('.header')).not.toContainText('在线');
    });

    const page = await context.newPage();
    await test.step('back at the desk the strip says it, and a press ends it', async () => {
      await page.goto(url);
      const strip = page.getByText('连接断过，同事看到你已离开。');
      await expect(strip).toBeVisible();
      await expect(page.getByRole('button', { name: /^我的状态：离开/ })).toBeVisible();
      await shot(page, 'away');
      await page.getByRole('button', { name: '回来了' }).click();
      await expect(strip).toHaveCount(0);
      await expect(page.getByRole('button', { name: /^我的状态：在线/ })).toBeVisible();
      expect(await presence()).toBe('online');
    });

    await test.step('an ended conversation is opened again while that can work, then the customer is reached', async () => {
      await page.getByRole('button', { name: /^结束/ }).click();
      const foot = page.locator('.composer-closed');
      await expect(foot.getByRole('button', { name: '重新打开' })).toBeVisible();
      await expect(foot.getByRole('link', { name: '看客户资料' })).toHaveCount(0);
      await shop.advance('25h');
      await page.reload();
      await expect(foot.getByRole('link', { name: '看客户资料' })).toBeVisible();
      await expect(page.getByRole('button', { name: '重新打开' })).toHaveCount(0);
    });
    await request.dispose();
  },
);
