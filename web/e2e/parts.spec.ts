import type { Locator, Route } from '@playwright/test';
import { axe, expect, shot, signer, test } from './fixtures';
import type { Widget } from './widget';

const TALE = { name: '尺码表.txt', mimeType: 'text/plain', buffer: Buffer.from('S M L') };

/** Answers what the visitor writes next with a refusal. */
async function refuse(visitor: Widget, status: number, body: object): Promise<void> {
  const answer = (route: Route) => route.fulfill({ status, json: body });
  await visitor.page.route('**/api/v1/widget/messages', answer, { times: 1 });
}

/** Bars a part of the window; gives how often it was asked for, and how to let it through. */
async function bar(visitor: Widget, part: string): Promise<{ asked(): number; lift(): Promise<void> }> {
  const url = `**/widget/${part}.js`;
  let asked = 0;
  visitor.page.on('request', (request) => {
    if (request.url().endsWith(`/widget/${part}.js`)) asked += 1;
  });
  const abort = (route: Route) => route.abort();
  await visitor.page.route(url, abort);
  return { asked: () => asked, lift: () => visitor.page.unroute(url, abort) };
}

/** Presses what asks again, unless the window has asked by itself meanwhile. */
async function again(button: Locator, came: Locator): Promise<void> {
  await expect(async () => {
    if (!(await came.isVisible())) await button.click({ timeout: 500 });
  }).toPass();
}

const CROWDED = {
  code: 'widget.crowded',
  message: '现在排队的人太多，暂时接不进来。可以先留言，看到就回复；也可以过一会儿再来。',
  details: { retry_after: 5, may_leave_message: true },
};

test('what a first line does not need comes when it is wanted, once, and says so when it does not', async ({
  shop,
}) => {
  const visitor = await shop.visitor();
  const extras = await bar(visitor, 'extras');
  await visitor.open();
  await visitor.say('在吗');
  await visitor.delivered('在吗');
  expect(extras.asked()).toBe(0);
  await visitor.attach(TALE);
  await visitor.input.fill('尺码表发您');
  const strip = visitor.panel.getByText('没有加载出来');
  await expect(strip).toBeVisible();
  await visitor.input.press('Enter');
  await expect(visitor.panel.getByText('尺码表.txt · 正在加载')).toBeVisible();
  await shot(visitor.page, 'parts-lost');
  await axe(visitor.page);
  await extras.lift();
  await again(
    visitor.page.getByRole('button', { name: '重试' }),
    visitor.log.getByRole('link', { name: /尺码表\.txt/ }),
  );
  await visitor.delivered('尺码表发您');
  await expect(strip).toHaveCount(0);
  const before = extras.asked();
  await expect(visitor.log.getByRole('link', { name: /尺码表\.txt/ })).toBeVisible();
  await visitor.say('看这里 https://example.com/a。');
  await expect(visitor.log.getByRole('link', { name: 'https://example.com/a', exact: true })).toBeVisible();
  await visitor.attach(TALE);
  await expect(visitor.button('移除 尺码表.txt')).toBeVisible();
  expect(extras.asked()).toBe(before);
});

test('a full house takes a message instead, and nothing that was typed is lost', async ({ shop }) => {
  const desk = await shop.staff();
  await desk.ready();
  const visitor = await shop.visitor();
  const waiting = await bar(visitor, 'waiting');
  await visitor.open();
  await refuse(visitor, 429, CROWDED);
  await visitor.say('裙子开线了，能修吗');
  // The form cannot come yet: the line stands there, and one can go on writing.
  await expect(visitor.panel.getByText('没有加载出来')).toBeVisible();
  await expect(visitor.log).toContainText('现在排队的人太多');
  await expect(visitor.button('发送')).toBeVisible();
  await waiting.lift();
  await again(visitor.panel.getByRole('status').getByRole('button', { name: '重试' }), visitor.note);
  await expect(visitor.note.getByLabel('想问的事')).toHaveValue('裙子开线了，能修吗');
  await shot(visitor.page, 'crowded-form');
  await axe(visitor.page);
  await visitor.button('返回对话').click();
  await expect(visitor.log).toContainText('发送失败 · 现在排队的人太多');
  await shot(visitor.page, 'crowded-line');
  // Still as full: the same again, with what was said since.
  await refuse(visitor, 429, CROWDED);
  await visitor.say('很急');
  await expect(visitor.note.getByLabel('想问的事')).toHaveValue('裙子开线了，能修吗\n很急');
  await visitor.write({ name: '李女士', contact: '13800138000' });
  await visitor.button('提交留言').click();
  await visitor.button('好的').click();
  await expect(visitor.log.getByText('已作为留言转给同事')).toHaveCount(2);
  await expect(visitor.log).not.toContainText('发送失败');
  await expect(visitor.log.getByRole('button', { name: '重试' })).toHaveCount(0);
  await shot(visitor.page, 'crowded-noted');
  await visitor.page.reload();
  await expect(visitor.log.getByText('已作为留言转给同事')).toHaveCount(2);
  await visitor.say('修好了吗');
  await visitor.delivered('修好了吗');
});

test('a line of a full house goes by a second try too', async ({ shop }) => {
  const visitor = await shop.visitor();
  await visitor.open();
  await refuse(visitor, 429, CROWDED);
  await visitor.say('在吗');
  await expect(visitor.note).toBeVisible();
  await visitor.page.keyboard.press('Escape');
  await visitor.log.getByRole('button', { name: '重试' }).click();
  await visitor.delivered('在吗');
});

test('who is kept out reads why; what was passed on in danger is not said to have failed', async ({ shop }) => {
  const visitor = await shop.visitor();
  await visitor.open();
  let asked = 0;
  visitor.page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/widget/messages')) asked += 1;
  });
  const heard = '您说的情况已经转给值班的同事。如果有人身危险，请马上拨打 110、119 或 120。';
  await refuse(visitor, 403, { code: 'widget.blocked_heard', message: heard });
  await visitor.say('我不想活了');
  await expect(visitor.log.getByText(heard, { exact: true })).toBeVisible();
  await expect(visitor.log).not.toContainText('发送失败');
  await refuse(visitor, 403, { code: 'widget.blocked', message: '暂时不能在这里给我们写消息。' });
  await visitor.say('骗子');
  await expect(visitor.log).toContainText('发送失败 · 暂时不能在这里给我们写消息');
  await expect(visitor.log.getByRole('button', { name: '重试' })).toBeInViewport({ ratio: 1 });
  await shot(visitor.page, 'blocked-lines');
  await axe(visitor.page);
  await visitor.page.evaluate(() => window.dispatchEvent(new Event('online')));
  await expect(visitor.input).toBeEnabled();
  expect(asked).toBe(2);
});

test('signing in on the page keeps the files in the tray and the count of a minimised window', async ({ shop }) => {
  const signed = await signer(shop);
  const { visitor, desk } = await shop.meet('有 M 码吗');
  await visitor.attach(TALE);
  await expect(visitor.button('移除 尺码表.txt')).toBeVisible();
  await visitor.button('收起对话').click();
  await desk.reply('有的');
  await desk.reply('要给您留一件吗');
  await expect(visitor.page.getByRole('button', { name: '在线客服，2 条未读消息' })).toBeVisible();
  const sign = (identity: object) =>
    visitor.page.evaluate((who) => {
      (window as unknown as { Tiexin: { setIdentity(i: object): void } }).Tiexin.setIdentity(who);
    }, identity);
  const joined = visitor.page.waitForResponse('**/api/v1/widget/visitors');
  await sign(signed('u-1'));
  await joined;
  await expect(desk.log.getByText(/客户在网页上登录了/)).toBeVisible();
  await expect(visitor.page.getByRole('button', { name: '在线客服，2 条未读消息' })).toBeVisible();
  await shot(visitor.page, 'identity-unread');
  await visitor.open();
  await expect(visitor.button('移除 尺码表.txt')).toBeVisible();
  await visitor.input.fill('看下这张');
  // A page that says again who it is changes nothing.
  await sign(signed('u-1'));
  await expect(visitor.input).toHaveValue('看下这张');
  await expect(visitor.button('移除 尺码表.txt')).toBeVisible();
  await visitor.input.press('Enter');
  await visitor.delivered('看下这张');
  await expect(desk.log.getByText('尺码表.txt')).toBeVisible();
  await visitor.attach(TALE);
  await sign(signed('u-2'));
  await expect(visitor.bubbles()).toHaveCount(0);
  await expect(visitor.button('移除 尺码表.txt')).toHaveCount(0);
});
