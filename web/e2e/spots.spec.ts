import { expect, shot, test } from './fixtures';

const LIN = { name: '林可', login: 'lin', role: '坐席' };
const HOUR_MS = 3_600_000;

test.describe('with a clock that moves', () => {
  test.use({ flags: ['--test-clock'] });

  test('the rota opens on the week of the house, wherever the browser stands', async ({ shop }) => {
    // One o'clock on a Monday in Shanghai is Sunday morning in Los Angeles.
    const local = new Date(Date.now() + 8 * HOUR_MS);
    const monday = Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()) + HOUR_MS;
    const ahead = monday + ((8 - local.getUTCDay()) % 7 || 7) * 24 * HOUR_MS - local.getTime();
    await shop.advance(`${Math.round(ahead / 1000)}s`);
    const { page } = await shop.staff({ timezoneId: 'America/Los_Angeles' });
    await expect(page.getByRole('button', { name: /^我的状态：在线/ })).toBeVisible();
    await page.getByRole('link', { name: '排班' }).click();
    const today = page.locator('.day-head', { has: page.locator('i') }).first();
    await expect(today).toContainText('周一');
    await expect(page.locator('.day-head').first()).toContainText('今天');
  });
});

test('permissions of a token are chosen in words, by who leads and by who does not', async ({ shop }) => {
  const admin = await shop.staff();
  const clerk = await shop.colleague(LIN);
  for (const { page } of [admin, clerk]) {
    await page.goto('/settings/tokens');
    await page.getByRole('button', { name: /令牌/ }).first().click();
    await page.getByRole('dialog').getByRole('combobox', { name: '权限' }).click();
    const list = page.locator('.ant-select-dropdown');
    await expect(list.locator('.ant-select-item-group').first()).toBeVisible();
    await expect(list.locator('.ant-select-item-option').first()).toBeVisible();
    expect((await list.locator('.ant-select-item').allInnerTexts()).join()).not.toMatch(/[a-z]\.[a-z]/);
    await expect(list.locator('.ant-select-item-group').first()).toHaveText(/^[一-龥]+$/);
  }
  await shot(admin.page, 'token-words');
});

test('the wall leads to where one can do something', async ({ shop }) => {
  const { page } = await shop.staff();
  const set = (state: string) =>
    page.request.put('/api/v1/workforce/me/state', { headers: { Origin: shop.server.url }, data: { state } });
  expect((await set('busy')).ok()).toBe(true);
  await shop.written('有人吗？');
  await page.goto('/wall');
  const way = page.getByRole('link', { name: '看谁能接' }).first();
  await way.click();
  await expect(page.locator('#wall-agents :focus, #wall-agents:focus')).toHaveCount(1);
  // From elsewhere as well, and again.
  await page.goto('/wall#wall-agents');
  await expect(page.locator('#wall-agents :focus, #wall-agents:focus')).toHaveCount(1);
  await page.locator('body').click({ position: { x: 700, y: 5 } });
  await way.click();
  await expect(page.locator('#wall-agents :focus, #wall-agents:focus')).toHaveCount(1);
  await shot(page, 'wall-who');
});

test('a break that always wants a cover says so', async ({ shop }) => {
  const { page } = await shop.staff();
  await page.goto('/settings/shifts');
  const minutes = page.getByRole('spinbutton', { name: '缓一缓最长分钟数' });
  await minutes.fill('15');
  const always = page.getByRole('checkbox', { name: /一律要/ });
  const count = await always.count();
  await expect(always.last()).toBeChecked();
  await expect(always.last()).toBeDisabled();
  await minutes.fill('10');
  await expect(always).toHaveCount(count - 1);
  await shot(page, 'breaks');
});

test('a file that does not arrive says why, and offers another try where one may help', async ({ shop }) => {
  const { desk } = await shop.meet('尺码表有吗？');
  const { page } = desk;
  const tray = page.getByRole('list', { name: '待发送的文件' });
  const attach = async (answer: 'abort' | number) => {
    await page.route('**/api/v1/files?**', (route) =>
      answer === 'abort'
        ? route.abort()
        : route.fulfill({ status: answer, contentType: 'text/html', body: '<h1>no</h1>' }),
    );
    await page
      .locator('.composer input[type=file]')
      .setInputFiles({ name: '尺码表.txt', mimeType: 'text/plain', buffer: Buffer.from('M 72') });
  };
  for (const [answer, words, again] of [
    ['abort', '网络断了，没传上去', 1],
    [413, '文件太大，服务器不收这么大的', 0],
    [502, '没传上去', 1],
  ] as const) {
    await attach(answer);
    await expect(tray.getByRole('alert')).toContainText(words);
    await expect(tray.getByRole('button', { name: '重试' })).toHaveCount(again);
    await expect(tray).not.toContainText(/network|HTTP/);
    if (answer === 413) await shot(page, 'upload-refused');
    await tray.getByRole('button', { name: /^移除/ }).click();
    await expect(tray).toHaveCount(0);
    await page.unroute('**/api/v1/files?**');
  }
});
