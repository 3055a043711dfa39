import { axe, expect, type Shop, shot, test } from './fixtures';
import type { Widget } from './widget';

const LIN = { name: '林可', login: 'linke', role: '坐席' };
const QUESTION = '羊绒大衣起球了，能处理吗？';

async function ask(shop: Shop, text: string): Promise<Widget> {
  const visitor = await shop.visitor();
  await visitor.open();
  await visitor.say(text);
  await visitor.delivered(text);
  return visitor;
}

/** Many customers at once, without a browser for each. */
async function crowd(shop: Shop, from: number, to: number): Promise<void> {
  const { url } = shop.server;
  const headers = { Origin: url, 'Content-Type': 'application/json' };
  const post = async (path: string, body: object, token?: string) => {
    const answer = await fetch(`${url}/api/v1/widget/${path}`, {
      method: 'POST',
      headers: { ...headers, ...(token ? { Authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify(body),
    });
    expect(answer.status, path).toBe(201);
    return answer.json();
  };
  for (let n = from; n <= to; n++) {
    const { token } = await post('visitors', { channel_key: shop.key });
    await post('messages', { client_key: `crowd-${n}`, text: `第 ${n} 位客户` }, token);
  }
}

test('two claim at once: one has it, the other reads who', async ({ shop }) => {
  const clerks = [
    { name: '周晓敏', desk: await shop.staff() },
    { name: LIN.name, desk: await shop.colleague(LIN) },
  ];
  for (const { desk } of clerks) await desk.tab('queue');
  await ask(shop, QUESTION);
  // Neither request reaches the server before both have been made.
  let waiting = 0;
  let go = () => {};
  const both = new Promise<void>((ready) => {
    go = ready;
  });
  for (const { desk } of clerks) {
    await expect(desk.row(QUESTION)).toBeVisible();
    await desk.openRow(QUESTION);
    await desk.page.route('**/claim', async (route) => {
      waiting += 1;
      if (waiting === clerks.length) go();
      await both;
      await route.continue();
    });
  }
  await Promise.all(clerks.map(({ desk }) => desk.claim()));
  // Who has it finds it selected in the own list, who has not reads the other's name.
  const outcome = async ({ desk }: (typeof clerks)[number]) => {
    const won = desk.page.getByText('由你接待了');
    const lost = desk.page.getByRole('alert').filter({ hasText: '已经在接待' });
    await expect(won.or(lost)).toBeVisible();
    return (await won.count()) === 1;
  };
  const results = await Promise.all(clerks.map(outcome));
  expect(results.filter(Boolean)).toHaveLength(1);
  const winner = clerks[results.indexOf(true)] as (typeof clerks)[number];
  const loser = clerks[results.indexOf(false)] as (typeof clerks)[number];
  await expect(loser.desk.page.getByRole('alert')).toContainText(`${winner.name} 已经在接待`);
  await expect(loser.desk.page.getByRole('button', { name: '由我接待' })).toHaveCount(0);
  await expect(winner.desk.openTab()).toHaveText(/^我的/);
  await expect(winner.desk.row(QUESTION)).toHaveAttribute('aria-selected', 'true');
});

test('the first reply takes the conversation and the list follows', async ({ shop }) => {
  const desk = await shop.staff();
  await desk.tab('queue');
  await ask(shop, QUESTION);
  await desk.openRow(QUESTION);
  await desk.reply('能的，我来安排。');
  await expect(desk.openTab()).toHaveText(/^我的/);
  await expect(desk.row('能的，我来安排。')).toHaveAttribute('aria-selected', 'true');
  await expect(desk.message('能的，我来安排。')).toBeVisible();
});

test('drafts, notes, recalls, labels and a transfer', async ({ shop }) => {
  const desk = await shop.staff();
  const colleague = await shop.colleague(LIN);
  const api = desk.page.context().request;
  const label = await api.post('/api/v1/labels', {
    headers: { Origin: shop.server.url },
    data: { client_key: 'l1', name: '洗护', colour: '#1f6f66' },
  });
  expect(label.status()).toBe(201);
  await desk.page.reload();
  await desk.tab('queue');
  const visitor = await ask(shop, QUESTION);
  await ask(shop, '今天能发货吗？');
  await desk.openRow(QUESTION);
  await desk.claim();
  await expect(desk.openTab()).toHaveText(/^我的/);

  const box = desk.page.getByRole('textbox', { name: /^回复 / });
  await box.fill('先说声抱歉，');
  await expect(desk.page.getByText('草稿已保存')).toBeVisible();
  await desk.page.reload();
  await expect(box).toHaveValue('先说声抱歉，');

  await desk.reply('这句发错了');
  await expect(visitor.message('这句发错了')).toBeVisible();
  await desk.onMessage('这句发错了', '撤回');
  await expect(desk.log.getByText('你撤回了一条消息')).toBeVisible();
  await expect(visitor.log.getByText('周晓敏 撤回了一条消息')).toBeVisible();
  await expect(visitor.message('这句发错了')).toHaveCount(0);

  await desk.more('贴标签');
  await desk.page.getByRole('checkbox', { name: '洗护' }).check();
  await desk.page.keyboard.press('Escape');
  await expect(desk.page.getByRole('option')).toContainText('洗护');
  await desk.page.getByRole('button', { name: /^按标签筛选/ }).click();
  await desk.page.getByRole('menuitem', { name: '洗护' }).click();
  await expect(desk.page.getByRole('option')).toHaveCount(1);
  await desk.tab('queue');
  await expect(desk.page.getByText('这个标签下没有会话')).toBeVisible();
  await desk.page.getByRole('button', { name: /^按标签筛选/ }).click();
  await desk.page.getByRole('menuitem', { name: '全部标签' }).click();
  await expect(desk.row('今天能发货吗')).toBeVisible();
  await desk.tab('mine');

  await desk.page.getByRole('button', { name: /^转给同事/ }).click();
  const picker = desk.page.getByRole('dialog', { name: '转给同事' });
  await picker.getByRole('button', { name: '不等接受，直接指派' }).click();
  await picker.getByRole('combobox').fill('林');
  await picker.getByRole('option', { name: LIN.name }).click();
  await expect(desk.page.getByText(`已转给${LIN.name}`)).toBeVisible();
  await expect(colleague.page.getByRole('option')).toHaveCount(1);

  await desk.page.getByRole('button', { name: '内部备注', exact: true }).click();
  const note = desk.page.getByRole('textbox', { name: '内部备注' });
  await note.pressSequentially('@林');
  await desk.page.getByRole('option', { name: LIN.name }).click();
  await note.pressSequentially('老客户，按换新办。');
  await desk.page.getByRole('button', { name: '保存备注' }).click();
  await expect(desk.message('老客户，按换新办。')).toContainText(`@${LIN.name} 老客户，按换新办。`);
  await expect(colleague.page.getByRole('option').filter({ hasText: '[提到我]' })).toBeVisible();
  await expect(visitor.page.locator('#tiexin-widget')).not.toContainText('按换新办');
  await expect(visitor.bubbles().first()).toBeVisible();

  await colleague.page.keyboard.press('Control+k');
  const palette = colleague.page.getByRole('dialog', { name: '搜索与命令' });
  await palette.getByRole('combobox').fill('羊绒大衣');
  await palette.getByRole('option').filter({ hasText: '羊绒大衣起球' }).click();
  await expect(colleague.page).toHaveURL(/seq=\d+/);
  await expect(colleague.message(QUESTION)).toBeInViewport();
});

test('no row moves under the pointer when new conversations arrive', async ({ shop }) => {
  await crowd(shop, 1, 4);
  const desk = await shop.staff();
  await desk.page.goto('/inbox?tab=queue');
  // All of them are taken, so that the newest would come on top.
  for (let n = 1; n <= 4; n++) {
    await desk.tab('queue');
    await desk.openRow(`第 ${n} 位客户`);
    await desk.claim();
    await expect(desk.openTab()).toHaveText(/^我的/);
  }
  await expect(desk.page.getByRole('option')).toHaveCount(4);
  // By duty a newcomer stands at the end, where nobody is in its way.
  await desk.page.getByRole('button', { name: '按时限排列' }).click();
  await desk.page.getByRole('menuitemradio', { name: '按最新' }).click();
  const fifth = await ask(shop, '我是第五位');
  const other = await shop.colleague(LIN);
  await other.tab('queue');
  await other.openRow('我是第五位');
  await other.claim();
  await expect(other.openTab()).toHaveText(/^我的/);

  await desk.row('第 2 位客户').hover();
  const before = await desk.places();
  const { rows: people } = await (await other.page.request.get('/api/v1/colleagues?q=周晓敏')).json();
  const given = await other.page.request.post(`/api/v1/conversations/${other.page.url().split('/').at(-1)}/assign`, {
    headers: { Origin: shop.server.url },
    data: { staff_id: people[0].id },
  });
  expect(given.status()).toBe(200);
  const news = desk.page.getByRole('button', { name: '1 条新会话，点这里看' });
  await expect(news).toBeVisible();
  expect(await desk.places()).toEqual(before);
  // Nor does it lie over one.
  const list = await desk.page.getByRole('listbox').boundingBox();
  expect((await news.boundingBox())?.y).toBeGreaterThanOrEqual((list?.y ?? 0) + (list?.height ?? 0));
  await news.click();
  await expect(desk.row('我是第五位')).toBeVisible();
  await expect(desk.page.getByRole('option').first()).toContainText('我是第五位');
  await expect(fifth.bubbles()).toHaveCount(1);
});

test('a phone shows one pane at a time and back keeps the place', async ({ shop }) => {
  await crowd(shop, 1, 24);
  const desk = await shop.staff({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await desk.page.goto('/inbox?tab=queue');
  const list = desk.page.getByRole('listbox', { name: '等待接待' });
  await expect(desk.row('第 1 位客户')).toBeVisible();
  await list.evaluate((box) => box.scrollTo({ top: 900 }));
  await expect(desk.row('第 14 位客户')).toBeInViewport();
  const place = await list.evaluate((box) => box.scrollTop);
  await desk.row('第 14 位客户').tap();
  await expect(desk.log).toBeVisible();
  await expect(list).toBeHidden();
  await desk.page.getByRole('button', { name: '返回列表' }).tap();
  await expect(list).toBeVisible();
  await expect(desk.log).toBeHidden();
  await expect.poll(() => list.evaluate((box) => box.scrollTop)).toBe(place);
  await expect(desk.row('第 14 位客户')).toBeInViewport();
});

test('who waits for the customer is folded, opened by a press or by keys, and passed by J', async ({ shop }) => {
  const { desk } = await shop.meet('第一位的问题');
  const { page } = desk;
  await desk.reply('答了第一位');
  await shop.written('第二位的问题');
  await desk.tab('queue');
  await desk.openRow('第二位的问题');
  await desk.claim();
  await desk.tab('mine');
  await page.mouse.move(700, 5);
  const fold = page.getByRole('option', { name: /^等客户回复 1/ });
  await expect(fold).toBeVisible();
  await expect(desk.row('第二位的问题')).toBeVisible();
  await expect(desk.row('答了第一位')).toHaveCount(0);
  await page.locator('body').press('j');
  await expect(page).toHaveURL(/\/inbox\/./);
  await expect(desk.row('答了第一位')).toHaveCount(0);
  await axe(page);
  await shot(page, 'list-folded');
  await fold.click();
  await expect(desk.row('答了第一位')).toBeVisible();
  await page.reload();
  await expect(desk.row('答了第一位')).toBeVisible();
  await page.getByRole('listbox').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(desk.row('答了第一位')).toHaveCount(0);
});

test('who mistypes an address is still at the desk', async ({ shop }) => {
  const { page } = await shop.staff();
  await page.goto('/nosuch/place');
  await expect(page.getByText('没有这个页面')).toBeVisible();
  await expect(page.getByRole('button', { name: /^我的状态：在线/ })).toBeVisible();
  await page.getByRole('navigation').getByRole('link', { name: /^会话/ }).click();
  await expect(page).toHaveURL(/\/inbox/);
});
