import { Desk, WIZARD, Wizard } from './desk';
import { ADMIN, axe, expect, SHOP, shot, test } from './fixtures';

test('sample data is put in at the end of the first run, played with and removed', async ({ page, server }) => {
  await page.goto(server.url);
  await new Wizard(page).complete(
    { ...ADMIN, organisation: SHOP.organisation, channelTitle: SHOP.channel.title, greeting: SHOP.channel.greeting },
    async () => {},
  );
  await expect(page.getByRole('link', { name: WIZARD.afterwards })).toBeVisible();
  await page.getByText('先放一些示例数据看看').scrollIntoViewIfNeeded();
  await shot(page, 'sample-welcome');
  await page.getByRole('button', { name: '先放一些示例数据看看' }).click();
  await expect(page).toHaveURL(/\/inbox/);
  const desk = new Desk(page);
  await desk.ready();
  const strip = page.getByText('现在有示例数据');
  await expect(strip).toBeVisible();
  await expect(desk.row('陈晓雨')).toBeVisible();
  await page.getByRole('option', { name: /^等客户回复/ }).click();
  await expect(desk.row('示例科技有限公司')).toBeVisible();
  await axe(page);
  await shot(page, 'sample-mine');

  await desk.openRow('陈晓雨');
  await desk.reply('当然可以，我帮您换。');
  await desk.tab('queue');
  await expect(page.getByRole('listbox').first().getByRole('option')).toHaveCount(3);
  await desk.openRow('吴浩');
  await shot(page, 'sample-queue');
  await desk.claim();
  await desk.reply('让您久等了，今天一定到。');

  // Removed in another tab: the open desk sees it go.
  const other = await page.context().newPage();
  await other.goto('/inbox');
  await new Desk(other).ready();
  await expect(other.getByText('现在有示例数据')).toBeVisible();
  await other.goto('/settings/organisation');
  await other.getByRole('heading', { name: '示例数据' }).scrollIntoViewIfNeeded();
  await shot(other, 'sample-settings');
  await other.getByRole('button', { name: '移除' }).click();
  const ask = other.getByRole('dialog', { name: '移除示例数据？' });
  await expect(ask).toBeVisible();
  await axe(other);
  await shot(other, 'sample-ask');
  await ask.getByRole('button', { name: '移除' }).click();
  await expect(other.getByText('示例数据移除了')).toBeVisible();
  await expect(other.getByRole('button', { name: '放进来' })).toBeVisible();

  await expect(page.getByRole('option')).toHaveCount(0);
  await expect(strip).toHaveCount(0);
  await other.goto('/inbox');
  await expect(other.getByRole('option')).toHaveCount(0);
  await expect(other.getByText('现在有示例数据')).toHaveCount(0);
  for (const tab of ['queue', 'closed'] as const) {
    await new Desk(other).tab(tab);
    await expect(other.getByRole('option')).toHaveCount(0);
  }
  await shot(other, 'sample-gone');
});
