import type { Page } from '@playwright/test';
import { axe, expect, PATIENT, picture, shot, test } from './fixtures';

const AT_ONCE = { timeout: 1000 };
const OUTAGE = 45_000;
const AFTER_OUTAGE = { timeout: 3000 };
const QUESTION = '裙子收到了，腰线这里有一处勾丝，能换吗？';

/** A reload would lose this mark. */
async function mark(page: Page): Promise<() => Promise<void>> {
  await page.evaluate(() => Object.assign(window, { neverReloaded: true }));
  return async () => expect(await page.evaluate(() => 'neverReloaded' in window)).toBe(true);
}

test('a question with a picture is answered, noted and closed', async ({ shop }) => {
  const desk = await shop.staff();
  await desk.tab('queue');
  const deskStayed = await mark(desk.page);
  const visitor = await shop.visitor();
  await visitor.open();
  await visitor.attach(picture('勾丝.png'));
  await expect(visitor.panel.getByRole('progressbar')).toHaveCount(0);
  await visitor.say(QUESTION);
  await visitor.delivered(QUESTION);

  await expect(desk.row(QUESTION)).toBeVisible(AT_ONCE);
  await desk.openRow(QUESTION);
  await expect(desk.message(QUESTION)).toBeVisible();
  await expect(desk.picture('勾丝.png')).toBeVisible();
  await expect
    .poll(() => desk.picture('勾丝.png').evaluate((image) => (image as HTMLImageElement).naturalWidth))
    .toBeGreaterThan(0);

  const visitorStayed = await mark(visitor.page);
  await desk.note('老客户，直接换新，不用寄回。');
  await desk.reply('实在抱歉！今天就给您补发一件，原来那件不用寄回。');
  await expect(visitor.message('实在抱歉')).toBeVisible(AT_ONCE);
  await visitor.say('太好了，谢谢！');
  await expect(desk.message('太好了，谢谢！')).toBeVisible(AT_ONCE);
  await expect(visitor.panel.getByText('已读').last()).toBeVisible();

  await axe(desk.page);
  await axe(visitor.page);
  await shot(desk.page, 'chat-desk');
  await shot(visitor.page, 'chat-widget');

  await desk.reply('不客气，祝您生活愉快！');
  await desk.close();
  await expect(visitor.log.getByText(/本次会话已结束/)).toBeVisible(AT_ONCE);
  await expect(visitor.page.locator('#tiexin-widget')).not.toContainText('老客户');
  await visitorStayed();
  await deskStayed();
});

test('a note never leaves the server for the visitor', async ({ shop }) => {
  const { visitor, desk } = await shop.meet(QUESTION);
  const heard: string[] = [];
  visitor.page.on('response', async (answer) => {
    if (answer.url().includes('/api/')) heard.push(await answer.text().catch(() => ''));
  });
  visitor.page.on('websocket', (socket) => socket.on('framereceived', (frame) => heard.push(String(frame.payload))));
  await visitor.page.reload();
  await expect(visitor.message(QUESTION)).toBeVisible();
  await desk.note('机密备注甲乙丙');
  await desk.reply('收到，马上处理。');
  await expect(visitor.message('收到，马上处理。')).toBeVisible(AT_ONCE);
  await visitor.page.reload();
  await expect(visitor.message('收到，马上处理。')).toBeVisible();
  expect(heard.join('\n')).toContain('收到，马上处理。');
  expect(heard.join('\n')).not.toContain('机密备注甲乙丙');
});

test('typing is seen on both sides', async ({ shop }) => {
  const { visitor, desk } = await shop.meet(QUESTION);
  await desk.page.getByRole('textbox', { name: /^回复 / }).pressSequentially('您好');
  await expect(visitor.log.getByText(/正在输入/)).toBeVisible(AT_ONCE);
  await visitor.input.pressSequentially('我想');
  await expect(desk.page.getByText('客户正在输入…')).toBeVisible(AT_ONCE);
  // What the customer is at keeps nobody from answering.
  await desk.page.getByRole('textbox', { name: /^回复 / }).press('Enter');
  await expect(visitor.message('您好')).toBeVisible(AT_ONCE);
});

test('five messages during an outage of 45 s arrive once and in order', PATIENT, async ({ shop }) => {
  test.setTimeout(150_000);
  const { visitor, desk } = await shop.meet(QUESTION);
  await desk.reply('我看一下。');
  await expect(visitor.message('我看一下。')).toBeVisible();
  const stayed = await mark(visitor.page);

  await visitor.page.context().setOffline(true);
  const from = Date.now();
  await visitor.say('断网时写的');
  const missed = ['一', '二', '三', '四', '五'].map((n) => `错过的第${n}条`);
  for (const text of missed) await desk.reply(text);
  await expect(visitor.panel.getByText(/网络不太稳定/)).toBeVisible();
  await visitor.page.waitForTimeout(Math.max(0, OUTAGE - (Date.now() - from)));
  await expect(visitor.message('错过的')).toHaveCount(0);

  await visitor.page.context().setOffline(false);
  await expect(visitor.message('错过的')).toHaveText(missed, AFTER_OUTAGE);
  await visitor.delivered('断网时写的');
  await expect(desk.message('断网时写的')).toHaveCount(1);
  await expect(visitor.panel.getByText(/网络不太稳定/)).toHaveCount(0);
  await visitor.page.waitForTimeout(2000);
  await expect(visitor.bubbles()).toHaveText([QUESTION, '我看一下。', ...missed, '断网时写的']);
  await stayed();
});

test('a half-open socket is noticed within 45 s', PATIENT, async ({ shop }) => {
  test.setTimeout(150_000);
  const desk = await shop.staff();
  await desk.tab('queue');
  const visitor = await shop.visitor();
  let deaf = false;
  let sockets = 0;
  await visitor.page.routeWebSocket(/\/widget\/socket/, (socket) => {
    const first = sockets++ === 0;
    const server = socket.connectToServer();
    socket.onMessage((frame) => {
      if (!(first && deaf)) server.send(frame);
    });
    server.onMessage((frame) => {
      if (!(first && deaf)) socket.send(frame);
    });
  });
  await visitor.open();
  await visitor.say(QUESTION);
  await visitor.delivered(QUESTION);
  await desk.openRow(QUESTION);
  deaf = true;
  await desk.reply('这条走不过去');
  await expect(visitor.message('这条走不过去')).toBeVisible({ timeout: OUTAGE + 3000 });
  expect(sockets).toBeGreaterThan(1);
});

test('a send whose answer is lost makes one message', async ({ shop }) => {
  const { visitor, desk } = await shop.meet(QUESTION);
  let lost = 0;
  await visitor.page.route('**/api/v1/widget/messages', async (route) => {
    if (route.request().method() !== 'POST' || lost > 0) return route.fallback();
    lost += 1;
    await route.fetch();
    return route.abort('connectionreset');
  });
  await visitor.say('只该有一条');
  await visitor.delivered('只该有一条');
  await visitor.page.waitForTimeout(3000);
  expect(lost).toBe(1);
  await expect(visitor.message('只该有一条')).toHaveCount(1);
  await expect(desk.message('只该有一条')).toHaveCount(1);
});

test('the visitor recalls a message and both sides see the trace', async ({ shop }) => {
  const { visitor, desk } = await shop.meet(QUESTION);
  await visitor.say('发错了');
  await visitor.delivered('发错了');
  await visitor.log.getByRole('button', { name: '撤回' }).last().click();
  await expect(visitor.log.getByText('您撤回了一条消息')).toBeVisible();
  await expect(desk.message('发错了')).toHaveCount(0);
  await visitor.log.getByRole('button', { name: '重新编辑' }).click();
  await expect(visitor.input).toHaveValue('发错了');
});
