import { expect, shot, test } from './fixtures';

const RUDE = '你们全是骗子！';

test('who harasses is kept out with a reason, until somebody lifts it', async ({ shop }) => {
  const { visitor, desk } = await shop.meet(RUDE);
  const page = desk.page;
  await page.getByRole('button', { name: '更多操作' }).click();
  await page.getByRole('menuitem', { name: '拦截骚扰的人…' }).click();
  const ask = page.getByRole('dialog', { name: /^暂时不让/ });
  await shot(page, 'block-ask');
  await ask.getByLabel('原因').fill('　');
  await ask.getByRole('button', { name: '拦截' }).click();
  await expect(ask.getByRole('alert')).toBeVisible();
  await ask.getByRole('radio', { name: '这位客户' }).check({ force: true });
  await ask.getByLabel('原因').fill('反复辱骂客服');
  await ask.getByRole('button', { name: '拦截' }).click();
  await expect(ask).toHaveCount(0);

  await visitor.say('哼，我偏要说');
  await expect(visitor.page.locator('#tiexin-widget')).toContainText('暂时不能在这里给我们写消息');
  await shot(visitor.page, 'block-visitor');

  await page.goto('/settings/blocks');
  await expect(page.getByRole('cell', { name: '反复辱骂客服' })).toBeVisible();
  await shot(page, 'block-list');
  await page.getByRole('button', { name: /^解\s?除$/ }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^解\s?除$/ })
    .click();
  await expect(page.getByText('没有拦截任何人')).toBeVisible();
  await page.getByText('全部', { exact: true }).click();
  await expect(page.getByRole('cell', { name: '反复辱骂客服' })).toBeVisible();

  await visitor.say('对不起，刚才急了');
  await visitor.delivered('对不起，刚才急了');
});
