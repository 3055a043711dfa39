import { expect, test } from './fixtures';

const QUESTION = '请问今天还发货吗？';
/** Longer than the longest pause between two attempts. */
const BACK = { timeout: 40_000 };

test('an orderly restart is told on both sides, and both come back by themselves', async ({ shop }) => {
  test.setTimeout(120_000);
  const { visitor, desk } = await shop.meet(QUESTION);
  await desk.reply('在的，我查一下。');
  await expect(visitor.message('在的，我查一下。')).toBeVisible();

  await shop.server.halt('SIGTERM');
  const strip = desk.page.getByText('连接断开了，写的内容会先存着，连上就发。');
  await expect(strip).toBeVisible();
  await expect(desk.page.locator('.my-state')).toContainText('没连上');
  await expect(visitor.panel.getByText(/网络不太稳定/)).toBeVisible();
  await visitor.say('重启时写的');

  await shop.server.run();
  await expect(strip).toHaveCount(0, BACK);
  await expect(desk.page.locator('.my-state')).toContainText('在线');
  await expect(visitor.panel.getByText(/网络不太稳定/)).toHaveCount(0, BACK);
  await visitor.delivered('重启时写的');
  await expect(desk.message('重启时写的')).toHaveCount(1);
  await desk.reply('今天 18 点前都发。');
  await expect(visitor.message('今天 18 点前都发。')).toBeVisible();
  await visitor.say('好的，谢谢');
  await expect(desk.message('好的，谢谢')).toBeVisible();
});
