import { expect, shot, test } from './fixtures';

test('a part that does not come leaves the inbox standing, and comes when asked again', async ({ shop }) => {
  const { desk } = await shop.meet('能改地址吗？');
  const { page } = desk;
  await desk.claim();
  await expect(desk.openTab()).toHaveText(/^我的/);
  const box = page.getByRole('textbox', { name: /^回复 / });
  await box.fill('我查一下');
  await expect(page.getByText('草稿已保存')).toBeVisible();
  const stands = async () => {
    await expect(page.getByRole('alert').filter({ hasText: '没有加载出来' })).toBeVisible();
    await expect(desk.message('能改地址吗？')).toBeVisible();
    await expect(box).toHaveValue('我查一下');
  };
  for (const lost of ['**/assets/TransferDialog-*.js', '**/assets/TransferDialog-*.css']) {
    await page.reload();
    await expect(box).toHaveValue('我查一下');
    await page.route(lost, (route) => route.fulfill({ status: 404, body: 'not found' }));
    await page.getByRole('button', { name: /^转给同事/ }).click();
    await stands();
    await shot(page, 'part-lost');
    // Without the network nothing is thrown away.
    await page.unroute(lost);
    await page.context().setOffline(true);
    await page.getByRole('button', { name: '重试' }).click();
    await stands();
    await page.context().setOffline(false);
    await page.getByRole('button', { name: '重试' }).click();
    const dialog = page.getByRole('dialog', { name: '转给同事' });
    await expect(dialog).toBeVisible();
    await expect(dialog.locator('.to-tabs').or(dialog.locator('.to-kinds')).first()).toHaveCSS('display', /flex|grid/);
    await page.keyboard.press('Escape');
  }
  // A page behaves the same: the rail stands.
  await page.reload();
  await expect(box).toHaveValue('我查一下');
  const wall = '**/assets/WallPage-*.js';
  await page.route(wall, (route) => route.abort());
  await page.getByRole('link', { name: '看板' }).click();
  await expect(page.getByRole('alert').filter({ hasText: '没有加载出来' })).toBeVisible();
  await page.unroute(wall);
  await page.getByRole('button', { name: '重试' }).click();
  await expect(page.getByRole('heading', { name: '看板' }).first()).toBeVisible();
  // After an upgrade the page begins anew, once somebody asks.
  await page.goto('/inbox');
  await desk.openRow('能改地址吗');
  await page.route('**/assets/TransferDialog-*', (route) => route.fulfill({ status: 404, body: 'not found' }));
  const built = (route: import('@playwright/test').Route) =>
    route.fulfill({ contentType: 'text/html', body: '<script src="/assets/shell-new.js"></script>' });
  await page.route('/', built);
  await page.getByRole('button', { name: /^转给同事/ }).click();
  await stands();
  const anew = page.waitForEvent('load');
  await page.getByRole('button', { name: '重试' }).click();
  await anew;
  await expect(box).toHaveValue('我查一下');
});
