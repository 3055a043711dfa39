import type { APIRequestContext, Page } from '@playwright/test';
import type { Desk } from './desk';
import { ADMIN, axe, expect, PATIENT, type Shop, shot, test } from './fixtures';

const LIN = { name: '林可', login: 'linke', role: '坐席' };
const CHEN = { name: '陈安', login: 'chenan', role: '坐席' };
const QUESTION = '这件大衣今天能发货吗';

test.use({ actionTimeout: 15_000 });

interface Clerk {
  name: string;
  desk: Desk;
}

const card = (page: Page) => page.getByRole('region', { name: /^邀请接入/ });

/** The house asks long enough for this machine, and takes transfers back soon. */
async function patient(shop: Shop, request: APIRequestContext): Promise<void> {
  await request.post('/api/v1/session', { data: { login: ADMIN.login, password: ADMIN.password } });
  const settings = await (await request.get('/api/v1/routing/settings')).json();
  const set = await request.put('/api/v1/routing/settings', { data: { ...settings, transfer_seconds: 10 } });
  expect(set.status(), await set.text()).toBe(200);
  const { rows } = await (await request.get('/api/v1/routing/queues')).json();
  const [queue] = rows;
  const changed = await request.patch(`/api/v1/routing/queues/${queue.id}`, {
    data: { version: queue.version, rules: { ...queue.rules, offer_seconds: 60 } },
  });
  expect(changed.status(), await changed.text()).toBe(200);
  expect(shop.server.url).not.toBe('');
}

async function both(shop: Shop): Promise<[Clerk, Clerk]> {
  return [
    { name: LIN.name, desk: await shop.colleague(LIN) },
    { name: CHEN.name, desk: await shop.colleague(CHEN) },
  ];
}

/** Who of the two is asked first. */
async function asked(clerks: [Clerk, Clerk]): Promise<[Clerk, Clerk]> {
  const [a, b] = clerks;
  await expect
    .poll(async () => (await card(a.desk.page).count()) + (await card(b.desk.page).count()), { timeout: 15_000 })
    .toBe(1);
  return (await card(a.desk.page).count()) === 1 ? [a, b] : [b, a];
}

async function state(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: /^我的状态/ }).click();
  await page.getByRole('menuitemradio', { name }).click();
}

test('a customer is offered, passed on, covered and never left alone', PATIENT, async ({ shop, playwright }) => {
  test.setTimeout(240_000);
  const request = await playwright.request.newContext({
    baseURL: shop.server.url,
    extraHTTPHeaders: { Origin: shop.server.url },
  });
  await patient(shop, request);
  const clerks = await both(shop);
  const visitor = await shop.visitor();
  await visitor.open();
  await visitor.say(QUESTION);

  // The first declines with one tap; the second is asked and accepts by key, while writing elsewhere.
  const [first, second] = await asked(clerks);
  const offer = card(first.desk.page);
  await expect(offer).toContainText(QUESTION);
  // The only one, and just come: there is no reason worth a word.
  await expect(offer.getByText('等得最久')).toBeHidden();
  await axe(first.desk.page, '.offers');
  await shot(first.desk.page, 'offer');
  // Whatever is opened beside it lies above it, and no row of the list under it.
  const row = await offer.boundingBox();
  const rows = await first.desk.page.locator('.list-scroll, .list .empty').first().boundingBox();
  expect((rows?.y ?? 0) + (rows?.height ?? 0)).toBeLessThanOrEqual(row?.y ?? 0);
  await first.desk.page.getByRole('button', { name: /^我的状态/ }).click();
  for (const item of await first.desk.page.getByRole('menuitemradio').all()) await item.click({ trial: true });
  await first.desk.page.keyboard.press('Escape');
  await offer.getByRole('button', { name: '手上忙' }).click();
  await expect(offer).toBeHidden();
  await expect(card(second.desk.page)).toContainText(QUESTION, { timeout: 15_000 });
  await second.desk.page.keyboard.press('Control+k');
  await second.desk.page.keyboard.press('Escape');
  await second.desk.page.keyboard.press('Alt+a');
  await expect(second.desk.page).toHaveURL(/\/inbox\/\w+/);
  await expect(second.desk.message(QUESTION)).toBeVisible();
  // The next key writes to the customer.
  await expect(second.desk.page.getByRole('textbox', { name: /^回复 / })).toBeFocused();
  await expect(card(second.desk.page)).toBeHidden();
  await expect(second.desk.openTab()).toHaveText(/^我的1\/5/);
  await expect(second.desk.page.getByText(`${second.name} 接受邀请，开始接待`)).toBeVisible();
  const url = second.desk.page.url();
  const id = url.split('/').at(-1) ?? '';

  await test.step('a warm transfer that nobody takes comes back', async () => {
    const { page } = second.desk;
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^转给同事/ }).click();
    const dialog = page.getByRole('dialog', { name: '转给同事' });
    await expect(dialog.getByRole('combobox')).toBeFocused();
    await expect(dialog.getByRole('option', { name: first.name })).toContainText('0/5');
    await axe(page, 'dialog');
    await shot(page, 'transfer');
    await page.keyboard.type(first.name.slice(0, 1));
    await page.keyboard.press('Enter');
    await page.keyboard.type('客户着急，答应今天给答复。');
    await page.keyboard.press('Control+Enter');
    await expect(dialog).toBeHidden();
    await expect(page.getByText(`正在等 ${first.name} 接受`)).toBeVisible();
    await expect(card(first.desk.page)).toContainText('客户着急，答应今天给答复。');
    await expect(card(first.desk.page)).toContainText(`${second.name} 请你接手`);
    await expect(page.getByText(`${first.name} 没有接，客户仍由你接待。`)).toBeVisible({ timeout: 30_000 });
    await expect(card(first.desk.page)).toBeHidden();
    await expect(page.getByText(`${first.name} 没有接，仍由 ${second.name} 接待`)).toBeVisible();
    await page.getByRole('button', { name: '知道了' }).click();
    await expect(page.getByText('你在接待')).toBeVisible();
  });

  await test.step('whoever goes to lunch is covered and has it back', async () => {
    const { page } = second.desk;
    await state(page, '用餐');
    await page.getByRole('radio', { name: first.name }).check();
    await page.getByRole('button', { name: `请${first.name}顶班` }).click();
    await expect(first.desk.row(QUESTION)).toBeVisible({ timeout: 15_000 });
    await first.desk.openRow(QUESTION);
    await expect(first.desk.page.getByText('你在接待')).toBeVisible();
    await expect(first.desk.page.getByText(`${second.name} 离开一会儿，${first.name} 顶班`)).toBeVisible();
    await state(page, '在线');
    await expect(first.desk.page.getByText(`${second.name} 在接待`)).toBeVisible({ timeout: 15_000 });
    await page.goto(url);
    await expect(page.getByText('你在接待')).toBeVisible({ timeout: 15_000 });
    await expect(page.getByText(`${second.name} 回来了，会话交还`)).toBeVisible();
  });

  await test.step('a laptop is closed, and the customer is offered to somebody else', async () => {
    const { page } = second.desk;
    const draft = '我正在替您问仓库，';
    await page.getByRole('textbox', { name: /^回复 / }).fill(draft);
    await expect(page.getByText('草稿已保存')).toBeVisible();
    const context = page.context();
    await page.close();
    const presence = async () => {
      const { rows } = await (await request.get('/api/v1/workforce/presence?limit=100')).json();
      return rows.find((row: { name: string }) => row.name === second.name)?.state;
    };
    await expect.poll(presence, { timeout: 60_000 }).toBe('away');
    await expect(card(first.desk.page)).toContainText(QUESTION, { timeout: 20_000 });
    const back = await context.newPage();
    await back.goto(url);
    await expect(back.getByRole('textbox', { name: /^回复 / })).toHaveValue(draft);
    await card(first.desk.page).getByRole('button', { name: '接入' }).click();
    await expect(first.desk.page.getByText('你在接待')).toBeVisible();
    await expect(first.desk.page.getByText(`${second.name} 掉线了，会话回到排队`)).toBeVisible();
    await back.close();
  });

  await test.step('a supervisor looks on, whispers and takes over', async () => {
    const boss = await shop.staff();
    await boss.page.goto(`/inbox/${id}`);
    await boss.page.getByRole('textbox', { name: '悄悄提醒' }).fill('先道歉，再说几点有结果');
    await boss.page.keyboard.press('Enter');
    const whisper = first.desk.page.getByRole('region', { name: `${ADMIN.name} 悄悄提醒你` });
    await expect(whisper).toContainText('先道歉，再说几点有结果');
    await expect(visitor.page.locator('#tiexin-widget')).not.toContainText('先道歉');
    await whisper.getByRole('button', { name: '关闭' }).click();
    await boss.page.getByRole('button', { name: '接管' }).click();
    const dialog = boss.page.getByRole('dialog', { name: new RegExp(`^接管 ${first.name} 的客户`) });
    await dialog.getByRole('textbox').fill('客户投诉升级');
    await dialog.getByRole('button', { name: '接管', exact: true }).click();
    await expect(boss.page.getByText('你在接待')).toBeVisible();
    await expect(boss.page.getByText(`${ADMIN.name} 接管了 ${first.name} 的会话：客户投诉升级`)).toBeVisible();
    await expect(first.desk.page.getByText(`${ADMIN.name} 在接待`)).toBeVisible();
  });
  await request.dispose();
});

test('what a phone shows of an offer leaves the composer free', async ({ shop }) => {
  const desk = await shop.staff({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await desk.ready();
  const visitor = await shop.visitor();
  await visitor.open();
  await visitor.say(QUESTION);
  await expect(card(desk.page)).toBeVisible({ timeout: 15_000 });
  const tabs = await desk.page.getByRole('navigation').first().boundingBox();
  const low = await card(desk.page).boundingBox();
  expect((low?.y ?? 0) + (low?.height ?? 0)).toBeLessThanOrEqual(tabs?.y ?? 0);
  await card(desk.page).getByRole('button', { name: '接入' }).tap();
  await expect(desk.message(QUESTION)).toBeVisible();

  const other = await shop.visitor();
  await other.open();
  await other.say('另一位客户');
  await expect(card(desk.page)).toBeVisible({ timeout: 15_000 });
  const high = await card(desk.page).boundingBox();
  expect(high?.height ?? 0).toBeLessThanOrEqual(52);
  await shot(desk.page, 'offer-thread');
  const field = await desk.page.getByRole('textbox', { name: /^回复 / }).boundingBox();
  expect((high?.y ?? 0) + (high?.height ?? 0)).toBeLessThan(field?.y ?? 0);
  await axe(desk.page, '.offers');
  await card(desk.page).getByRole('button', { name: '拒绝', exact: true }).tap();
  await expect(card(desk.page)).toBeHidden();
  expect(await desk.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});
