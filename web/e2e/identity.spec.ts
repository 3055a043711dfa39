import { expect, shot, signer, test } from './fixtures';

const QUESTION = '这条裙子还有 M 码吗？';

test('signing in on the page goes on in the same talk, and signing out leaves nothing', async ({ shop }) => {
  const signed = await signer(shop);
  const { visitor, desk } = await shop.meet(QUESTION);
  await desk.reply('有的，您平时穿多大？');
  await expect(visitor.message('您平时穿多大')).toBeVisible();
  await visitor.input.fill('我一般穿');

  await visitor.page.evaluate((identity) => {
    (window as unknown as { Tiexin: { setIdentity(i: object): void } }).Tiexin.setIdentity(identity);
  }, signed('u-1'));
  await expect(visitor.bubbles()).toHaveText([QUESTION, '有的，您平时穿多大？']);
  await expect(visitor.input).toHaveValue('我一般穿');
  await visitor.say('我一般穿 S');
  await visitor.delivered('我一般穿 S');

  await expect(desk.message('我一般穿 S')).toBeVisible();
  await expect(desk.log.getByText(/客户在网页上登录了/)).toBeVisible();
  await expect(desk.row('王芳')).toHaveCount(1);
  await desk.tab('queue');
  await expect(desk.page.getByRole('option')).toHaveCount(0);
  await desk.tab('mine');
  await shot(desk.page, 'identity-joined');
  await desk.reply('M 码给您留着');
  await expect(visitor.message('M 码给您留着')).toBeVisible();

  await visitor.input.fill('还没写完的话');
  await visitor.page.evaluate(() => {
    (window as unknown as { Tiexin: { setIdentity(i: null): void } }).Tiexin.setIdentity(null);
  });
  await expect(visitor.bubbles()).toHaveCount(0);
  await expect(visitor.input).toHaveValue('');
  const left = await visitor.page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
  for (const word of ['M 码', '没写完', ':u-']) expect(left).not.toContain(word);
  await visitor.page.reload();
  await expect(visitor.bubbles()).toHaveCount(0);
});
