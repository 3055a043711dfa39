import type { APIRequestContext } from '@playwright/test';
import { axe, expect, type Shop, shot, test } from './fixtures';
import type { Widget } from './widget';

interface Row {
  [key: string]: unknown;
  id: string;
  version: number;
}

const said = (row: Row) => String((row.last_message as { text?: string } | null)?.text ?? '');

/** What those who run the house do, by the API. */
class House {
  private constructor(
    readonly api: APIRequestContext,
    private readonly origin: string,
  ) {}

  /** A desk that is open, so that somebody is here, and its session. */
  static async open(shop: Shop): Promise<House> {
    const desk = await shop.staff();
    await desk.ready();
    return new House(desk.page.context().request, shop.server.url);
  }

  async rows(path: string): Promise<Row[]> {
    const answer = await this.api.get(`/api/v1${path}`);
    expect(answer.status(), await answer.text()).toBe(200);
    return (await answer.json()).rows;
  }

  async ask(method: 'post' | 'patch', path: string, data: object): Promise<Row> {
    const answer = await this.api[method](`/api/v1${path}`, { data, headers: { Origin: this.origin } });
    expect(answer.ok(), `${path}: ${answer.status()} ${await answer.text()}`).toBe(true);
    return answer.json();
  }

  async changeQueue(change: object): Promise<void> {
    const [queue] = await this.rows('/routing/queues');
    await this.ask('patch', `/routing/queues/${queue?.id}`, { version: queue?.version, ...change });
  }

  /** Hours that begin tomorrow at nine, whenever this runs. */
  async closeForToday(): Promise<void> {
    const day = (from: number) => {
      const at = new Date(Date.now() + from * 86_400_000);
      return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(at);
    };
    const hours = await this.ask('post', '/calendar/hours', {
      client_key: 'closed',
      name: '明天起',
      zone: 'Asia/Shanghai',
      week: { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] },
      extra: { [day(1)]: [['09:00', '18:00']] },
    });
    await this.changeQueue({ hours_id: hours.id });
  }

  /** Takes so many who wait, the longest first, or those of one text. */
  async claimAll(count: number, text = ''): Promise<void> {
    const rows = (await this.rows('/conversations?tab=queue')).filter((row) => said(row).includes(text));
    expect(rows.length).toBeGreaterThanOrEqual(count);
    for (const row of rows.slice(0, count)) await this.ask('post', `/conversations/${row.id}/claim`, {});
  }

  async claim(text: string): Promise<void> {
    await this.claimAll(1, text);
  }
}

/** Three customers who have written, one after the other. */
async function line(shop: Shop): Promise<[Widget, Widget, Widget]> {
  const all: Widget[] = [];
  for (const text of ['我是第一个', '我是第二个', '我是第三个']) {
    const visitor = await shop.visitor();
    await visitor.open();
    await visitor.say(text);
    await visitor.delivered(text);
    all.push(visitor);
  }
  return all as [Widget, Widget, Widget];
}

test('three wait, one leaves, the next is served, and everybody sees where they stand', async ({ shop }) => {
  const house = await House.open(shop);
  await house.changeQueue({ mode: 'pull' });
  const [one, two, three] = await line(shop);
  await expect(one.queue).toContainText('您排在第一位');
  await expect(two.queue).toContainText('前面还有 1 位，会按顺序接待您');
  await expect(three.queue).toContainText('前面还有 2 位，会按顺序接待您');
  // Told aloud too, once.
  await expect(three.panel.getByRole('status').filter({ hasText: '前面还有 2 位' })).toHaveCount(1);
  await shot(three.page, 'waiting-line');
  await axe(three.page);

  // What is being typed stays where it is, whatever moves above it.
  await three.input.fill('还想问一下');
  // It slides in; what counts is where it comes to rest.
  await expect.poll(async () => (await three.input.boundingBox())?.y).toBe(830);
  const box = await three.input.boundingBox();

  await one.button('不等了').click();
  await expect(one.button('继续等')).toBeFocused();
  await one.page.keyboard.press('Escape');
  await expect(one.queue).toContainText('您排在第一位');
  await expect(one.input).toBeFocused();
  await one.button('不等了').click();
  await shot(one.page, 'waiting-ask');
  // What does not work is said, and can be tried again.
  await one.page.route('**/api/v1/widget/leave', (route) => route.fulfill({ status: 503, body: '' }), { times: 1 });
  await one.button('离开').click();
  await expect(one.panel).toContainText('没有离开成功，请再试一次');
  await one.button('不等了').click();
  await one.button('离开').click();
  await expect(one.queue).toBeHidden();
  await expect(one.log).toContainText('本次会话已结束');

  await expect(two.queue).toContainText('您排在第一位');
  await expect(three.queue).toContainText('前面还有 1 位');
  expect(await three.input.boundingBox()).toEqual(box);
  await expect(three.input).toHaveValue('还想问一下');

  await house.claim('我是第二个');
  await expect(two.queue).toBeHidden();
  await expect(two.panel).toContainText('周晓敏 正在为您服务');
  await expect(two.log).toContainText('周晓敏 已接入');
  await expect(three.queue).toContainText('您排在第一位');
  await shot(two.page, 'waiting-served');

  // Writing again goes on as if nothing had happened.
  await one.say('我又来了');
  await one.delivered('我又来了');
  await expect(one.queue).toContainText('前面还有 1 位');
});

test('a waiting customer leaves a message instead', async ({ shop }) => {
  const house = await House.open(shop);
  await house.changeQueue({ mode: 'pull' });
  const visitor = await shop.visitor();
  await visitor.open();
  await visitor.say('衣服掉色');
  await visitor.delivered('衣服掉色');
  await visitor.button('不等了').click();
  await visitor.button('留个电话，我们打给您').click();
  await expect(visitor.note.getByLabel('怎么称呼您')).toBeFocused();
  // What has been said need not be said again.
  await expect(visitor.note.getByLabel('想问的事')).toHaveValue('衣服掉色');
  await visitor.button('请打给我').click();
  await expect(visitor.note.getByLabel('怎么称呼您')).toHaveAccessibleDescription('请告诉我们怎么称呼您。');
  // Who is to be called leaves a number.
  const phone = visitor.note.getByLabel('电话号码');
  await expect(phone).toHaveAttribute('inputmode', 'tel');
  // It looks like its neighbours.
  const look = (field: typeof phone) => field.evaluate((element) => getComputedStyle(element).borderRadius);
  expect(await look(phone)).toBe(await look(visitor.note.getByLabel('怎么称呼您')));
  await visitor.write({ name: '李女士', contact: 'li@example.com', urgent: true });
  await visitor.button('请打给我').click();
  await expect(phone).toBeFocused();
  await expect(phone).toHaveAccessibleDescription(/确认这样留吗/);
  await phone.fill('138 0013 8000');
  await shot(visitor.page, 'waiting-form');
  await axe(visitor.page);

  // The answer gets lost, the page is loaded anew, and still it is one message.
  let lost = 0;
  await visitor.page.route('**/widget/phone-messages', async (route) => {
    lost += 1;
    if (lost > 1) return route.continue();
    await route.fetch();
    return route.abort();
  });
  await visitor.button('请打给我').click();
  await expect(visitor.note.getByRole('alert')).toContainText('您写的内容都还在');
  await expect(phone).toHaveValue('138 0013 8000');
  await visitor.button('再试一次').click();
  await expect(visitor.panel).toContainText('轮到您时，会有同事打 138 0013 8000 给您');
  await shot(visitor.page, 'waiting-thanks');
  await axe(visitor.page);
  await visitor.button('好的').click();
  // What was agreed stays there, also for who comes back.
  await expect(visitor.log).toContainText('自动已记下您的电话，我们会打给您。');
  await expect(visitor.log).not.toContainText('本次会话已结束');
  await visitor.page.reload();
  await expect(visitor.queue).toContainText('我们已记下您的电话 138****8000 和“衣服掉色”，会打给您。');
  await expect(visitor.panel).not.toContainText('休息时间');
  await shot(visitor.page, 'waiting-left');
  expect(lost).toBe(2);
  const messages = await house.rows('/routing/messages');
  expect(messages).toHaveLength(1);
  expect(messages[0]).toMatchObject({
    caller: '李女士',
    contact: '138 0013 8000',
    matter: '衣服掉色',
    urgency: 'urgent',
  });
});

test('outside hours the window says when we open and takes a message', async ({ shop }) => {
  const house = await House.open(shop);
  await house.closeForToday();
  const visitor = await shop.visitor();
  await visitor.open();
  await expect(visitor.queue).toContainText('现在是休息时间，我们明天 9:00 上班。');
  await expect(visitor.button('不等了')).toHaveCount(0);
  await expect(visitor.panel).toContainText('可以先留言');
  await shot(visitor.page, 'waiting-closed');
  await axe(visitor.page);
  await visitor.input.fill('想换个尺码');
  await visitor.button('留言').click();
  await visitor.write({ name: '王', contact: '1380013' });
  // A reload loses nothing.
  await visitor.page.reload();
  await visitor.button('留言').click();
  await expect(visitor.note.getByLabel('怎么称呼您')).toHaveValue('王');
  await expect(visitor.note.getByLabel('想问的事')).toHaveValue('想换个尺码');
  await visitor.page.keyboard.press('Escape');
  await expect(visitor.input).toHaveValue('想换个尺码');
  await visitor.button('留言').click();
  await visitor.button('提交留言').click();
  // It looks short, is asked about once, and taken as it was written.
  await expect(visitor.note.getByLabel('手机号或邮箱')).toHaveAccessibleDescription(/号码好像少了几位，确认这样留吗/);
  await visitor.button('提交留言').click();
  await expect(visitor.panel).toContainText('我们明天 9:00 上班，到时会有同事看到，并通过 1380013 联系您');
  await visitor.button('好的').click();
  await expect(visitor.input).toHaveValue('');
  const messages = await house.rows('/routing/messages');
  expect(messages.map(({ caller, matter, urgency }) => [caller, matter, urgency])).toEqual([
    ['王', '想换个尺码', 'normal'],
  ]);

  // Who writes all the same is told that it has arrived.
  await visitor.say('我先写在这里');
  await visitor.delivered('我先写在这里');
  await expect(visitor.queue).toContainText('您的消息我们已收到');
  await expect(visitor.button('改为留言')).toBeVisible();
  await shot(visitor.page, 'waiting-closed-said');
});

test('nobody here is said before the first word, in each language and at 320 px', async ({ shop }) => {
  for (const [locale, text] of [
    ['zh-CN', '同事们暂时都不在'],
    ['zh-TW', '同事們暫時都不在'],
    ['en', 'Nobody is here at the moment'],
  ] as const) {
    const visitor = await shop.visitor({ viewport: { width: 320, height: 640 }, isMobile: true, hasTouch: true });
    await visitor.page.evaluate((language) => {
      const { Tiexin } = window as unknown as { Tiexin: { boot(options: object): void; open(): void } };
      const { key } = document.querySelector<HTMLScriptElement>('script[data-key]')?.dataset ?? {};
      Tiexin.boot({ key, language });
      Tiexin.open();
    }, locale);
    const widget = visitor.page.locator('#tiexin-widget');
    await expect(widget.locator('.wait')).toContainText(text);
    await widget.locator('.wait button').first().click();
    await expect(widget.locator('form.form')).toBeVisible();
    for (const control of await widget.locator('form.form button, form.form input[type=text]').all()) {
      expect((await control.boundingBox())?.height ?? 0).toBeGreaterThanOrEqual(44);
    }
    expect(await widget.locator('form.form').evaluate((form) => form.scrollWidth - form.clientWidth)).toBe(0);
    for (const scheme of ['light', 'dark'] as const) {
      await visitor.page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      await visitor.page.screenshot({ path: `e2e/output/waiting-320-${locale}-${scheme}.png` });
      await widget
        .getByRole('button')
        .filter({ hasText: /返回|Back/ })
        .click();
      await visitor.page.screenshot({ path: `e2e/output/waiting-320-bar-${locale}-${scheme}.png` });
      await widget.locator('.wait button').first().click();
    }
    await axe(visitor.page);
  }
});

test.describe('with a clock that moves', () => {
  test.use({ flags: ['--test-clock'] });

  test('a silent customer is asked, told goodbye, and goes on by writing', async ({ shop }) => {
    const house = await House.open(shop);
    await house.changeQueue({ mode: 'pull' });
    const visitor = await shop.visitor();
    await visitor.open();
    await visitor.say('有 L 码吗');
    await visitor.delivered('有 L 码吗');
    const desk = await shop.staff();
    await desk.tab('queue');
    await desk.openRow('有 L 码吗');
    await desk.reply('有的，要帮您留一件吗？');
    await expect(visitor.message('要帮您留一件吗')).toBeVisible();
    // Behind a closed window nobody sees the question: it must make itself known.
    await visitor.button('收起').click();
    await visitor.page.evaluate(() => {
      const make = AudioContext.prototype.createOscillator;
      AudioContext.prototype.createOscillator = function tone() {
        document.documentElement.dataset.rang = 'yes';
        return make.call(this);
      };
    });
    await shop.advance('185s');
    await expect(visitor.page.getByRole('button', { name: '在线客服，1 条未读消息' })).toBeVisible({ timeout: 15_000 });
    await expect(visitor.page).toHaveTitle(/^\(1\) /);
    await expect(visitor.page.locator('html')).toHaveAttribute('data-rang', 'yes');
    await visitor.page.getByRole('button', { name: /^在线客服/ }).click();
    await expect(visitor.page).not.toHaveTitle(/^\(/);
    const told = visitor.page.locator('#tiexin-widget .told');
    await expect(told).toContainText('您还在吗？', { timeout: 15_000 });
    await expect(visitor.message('您还在吗')).toHaveCount(0);
    await shop.advance('600s');
    await expect(told.last()).toContainText('本次会话先结束了', { timeout: 15_000 });
    await expect(visitor.log.getByText('本次会话已结束')).toHaveCount(0);
    await shot(visitor.page, 'waiting-goodbye');
    await axe(visitor.page);
    await visitor.say('在的，刚才忙');
    await visitor.delivered('在的，刚才忙');
    await expect(visitor.bubbles()).toHaveText(['有 L 码吗', '有的，要帮您留一件吗？', '在的，刚才忙']);
  });

  test('whoever stands behind others is told in minutes, once enough have been answered', async ({ shop }) => {
    const house = await House.open(shop);
    await house.changeQueue({ mode: 'pull' });
    const served = ['想换颜色', '想问运费', '想改地址', '想开发票'];
    for (const text of served) await shop.written(text);
    await shop.advance('240s');
    await house.claimAll(served.length);
    await shop.written('想查快递');
    const visitor = await shop.visitor();
    await visitor.open();
    await visitor.say('有没有小一码');
    await visitor.delivered('有没有小一码');
    // Four answered waits tell nothing yet. A clock that jumps makes every sign
    // of life old, so it takes a moment until somebody is here again.
    await expect(visitor.queue).toContainText('前面还有 1 位，会按顺序接待您', { timeout: 20_000 });
    await shop.advance('240s');
    await house.claimAll(1, '想查快递');
    await shop.written('想退一件');
    const behind = await shop.visitor();
    await behind.open();
    await behind.say('排第几');
    await behind.delivered('排第几');
    // Five waits of four minutes, entered at the places 1 to 4 and 1: the median
    // place is the second, and this one is the third.
    await expect(behind.queue).toContainText('前面还有 2 位，预计约 6 分钟', { timeout: 20_000 });
    await shot(behind.page, 'waiting-minutes');
    await axe(behind.page);
  });
});
