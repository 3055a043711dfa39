import type { Page } from '@playwright/test';
import { axe, expect, type Shop, shot, test } from './fixtures';

const LIN = { name: '林可', login: 'linke', role: '坐席' };

async function api(page: Page) {
  const headers = { Origin: new URL(page.url()).origin };
  const { request } = page.context();
  return {
    get: async (path: string) => (await request.get(`/api/v1${path}`)).json(),
    send: async (method: 'post' | 'put', path: string, data: object) => {
      const answer = await request[method](`/api/v1${path}`, { headers, data });
      expect(answer.ok(), await answer.text()).toBe(true);
      return answer.json();
    },
  };
}

async function ask(shop: Shop, text: string): Promise<void> {
  const visitor = await shop.visitor();
  await visitor.open();
  await visitor.say(text);
  await visitor.delivered(text);
}

test('the wall shows a waiting customer at once, and a lead sends somebody to work', async ({ shop }) => {
  const { page } = await shop.staff();
  // Without the fallback's poll only the socket can bring the news.
  await page.addInitScript(() => {
    const real = window.setInterval;
    window.setInterval = ((act: TimerHandler, ms?: number) => (ms === 5000 ? 0 : real(act, ms))) as typeof real;
  });
  await page.goto('/wall');
  const lin = await shop.colleague(LIN);
  for (const one of [page, lin.page]) {
    await expect(one.getByRole('button', { name: /^我的状态：在线/ })).toBeVisible();
    await (await api(one)).send('put', '/workforce/me/state', { state: 'busy' });
    await expect(one.getByRole('button', { name: /^我的状态：忙碌/ })).toBeVisible();
  }
  const queue = page.getByRole('article').filter({ hasText: '在线客服' });
  await expect(queue.getByText('没人在等')).toBeVisible();
  await ask(shop, '大衣什么时候发货？');
  await expect(queue.locator('b').first()).toHaveText('1');
  await expect(queue.getByText('没人在等')).toHaveCount(0);
  await expect(page.getByText('1 位在等')).toBeVisible();
  await axe(page);

  await page.getByRole('button', { name: new RegExp(LIN.name) }).click();
  await page
    .getByRole('dialog', { name: `${LIN.name} 手上的会话` })
    .getByRole('button', { name: '改状态' })
    .click();
  const box = page.getByRole('dialog', { name: `改 ${LIN.name} 的状态` });
  await box.getByRole('radio', { name: '在线' }).check();
  await axe(page);
  await box.getByRole('button', { name: `把 ${LIN.name} 改为在线` }).click();
  await expect(box).toBeHidden();
  await expect(page.getByRole('heading', { name: '在线 1' })).toBeVisible();
  await expect(lin.page.getByRole('button', { name: /^我的状态：在线/ })).toBeVisible();
  await page.setViewportSize({ width: 1920, height: 1080 });
  await page.getByRole('button', { name: '全屏' }).click();
  await expect(page.getByRole('button', { name: '退出全屏' })).toBeVisible();
  await shot(page, 'wall-full');
});

test('a circle of overflow is refused at its field, and what was typed meets what somebody else saved', async ({
  shop,
}) => {
  const { page } = await shop.staff();
  const server = await api(page);
  const [first] = (await server.get('/routing/queues')).rows;
  await page.goto('/settings/queues');
  await page.getByRole('button', { name: '新建队列' }).click();
  await page.getByRole('button', { name: '保存' }).click();
  await expect(page.getByText('请给队列起个名字')).toBeVisible();
  await page.getByLabel('名称').fill('售后');
  await axe(page);
  await page.getByLabel('等久了转到').click();
  await page.getByTitle(first.name, { exact: true }).click();
  await page.getByLabel('等多久才转：分').fill('5');
  await page.getByRole('button', { name: '保存' }).click();
  await expect(page).toHaveURL(/\/settings\/queues$/);

  await page.getByRole('link', { name: first.name }).click();
  await page.getByLabel('等久了转到').click();
  await page.getByTitle('售后', { exact: true }).click();
  await page.getByLabel('等多久才转：分').fill('3');
  await page.getByRole('button', { name: '保存' }).click();
  const field = page.locator('.ant-form-item').filter({ has: page.getByLabel('等久了转到') });
  await expect(field).toContainText('绕成一圈');
  await expect(page.getByLabel('等久了转到')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByLabel('等久了转到')).toBeFocused();
  await expect(page.getByLabel('等多久才转：分')).toHaveValue('3');

  // Meanwhile somebody else renames it.
  const answer = await page.context().request.patch(`/api/v1/routing/queues/${first.id}`, {
    headers: { Origin: new URL(page.url()).origin },
    data: { version: first.version, name: '总台' },
  });
  expect(answer.status()).toBe(200);
  await page.getByLabel('等久了转到').click();
  await page.getByTitle('不转到别的队列', { exact: true }).click();
  await page.getByLabel('等多久才转：分').fill('0');
  await page.getByLabel('应答目标：分').fill('4');
  await page.getByRole('button', { name: '保存' }).click();
  const clash = page.getByRole('alert').filter({ hasText: '有同事改了它' });
  await expect(clash.getByRole('row').filter({ hasText: '名称' })).toContainText('总台');
  await expect(clash.getByRole('row').filter({ hasText: '应答目标' })).toContainText('4 分');
  await expect(page.getByLabel('应答目标：分')).toHaveValue('4');
  await axe(page, '.clash');
  await clash.getByRole('button', { name: '用我的保存' }).click();
  await expect(page).toHaveURL(/\/settings\/queues$/);
  const [saved] = (await server.get('/routing/queues')).rows.filter(({ id }: { id: string }) => id === first.id);
  expect([saved.name, saved.rules.target_seconds]).toEqual([first.name, 240]);
});

test('a message is taken on the phone, reaches the colleague, is told and answered', async ({ shop }) => {
  const { page } = await shop.staff();
  const lin = await shop.colleague(LIN);
  await expect(lin.page.getByRole('button', { name: /^我的状态：在线/ })).toBeVisible();
  await (await api(lin.page)).send('put', '/workforce/me/state', { state: 'off' });
  await page.locator('body').click({ position: { x: 5, y: 5 } });
  await page.keyboard.press('m');
  const pad = page.getByRole('dialog', { name: '记留言' });
  await expect(pad.getByRole('combobox', { name: '给谁' })).toBeFocused();
  await page.keyboard.press('Control+Enter');
  await expect(pad.getByText('请选留言给谁')).toBeVisible();
  await page.keyboard.type('林');
  await expect(pad.getByRole('option', { name: /林可/ })).toContainText('下线');
  await page.keyboard.press('Enter');
  await expect(pad.getByText(/林可现在不在座位，方便留言吗？/)).toBeVisible();
  for (const text of ['张女士', '晨光贸易', '138 0013 8000', '大衣袖口线头松了，想寄回来。']) {
    await page.keyboard.press('Tab');
    await page.keyboard.type(text);
  }
  await axe(page);
  await page.keyboard.press('Escape');
  await expect(pad).toBeHidden();
  await page.keyboard.press('m');
  await expect(pad.getByLabel('来电人')).toHaveValue('张女士');
  await page.keyboard.press('Control+Enter');
  await expect(pad).toBeHidden();

  // The colleague hears of it wherever they are, and sees it counted.
  await expect(lin.page.getByText(/张女士 给你留了言/)).toBeVisible();
  await expect(lin.page.getByRole('link', { name: /^留言/ })).toContainText('1');
  await page.goto('/messages');
  const mine = page.getByRole('article').filter({ hasText: '张女士' });
  // Given to somebody else it leaves the colleague's desk at once.
  for (const [name, count] of [
    ['周晓敏', 0],
    [LIN.name, 1],
  ] as const) {
    await mine.getByRole('button', { name: '转给别人' }).click();
    await page.keyboard.type(name);
    await expect(page.getByRole('option', { name: new RegExp(name) })).toBeVisible();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: `转给 ${name}` }).click();
    await expect(lin.page.locator('.rail-link', { hasText: '留言' }).locator('.rail-badge')).toHaveCount(count);
  }
  await mine.getByRole('button', { name: '已转告' }).click();
  await expect(mine).toHaveCount(0);
  await page.getByRole('button', { name: '已转告' }).click();
  await expect(mine).toContainText(`给 ${LIN.name}`);

  await lin.page.getByRole('link', { name: /^留言/ }).click();
  await lin.page.getByRole('button', { name: '已转告', exact: true }).click();
  const theirs = lin.page.getByRole('article').filter({ hasText: '张女士' });
  await expect(theirs.getByRole('link', { name: '138 0013 8000' })).toHaveAttribute('href', 'tel:13800138000');
  await theirs.getByRole('button', { name: '记下回复' }).click();
  await lin.page.keyboard.type('运费我们出，已寄快递单号。');
  await lin.page.getByRole('button', { name: '标为已回复' }).click();
  await expect(theirs).toHaveCount(0);
  // Live on the other desk, without a reload.
  await expect(mine).toHaveCount(0);
  await page.getByRole('button', { name: '已回复' }).click();
  await expect(mine).toContainText('运费我们出');
  await axe(page);
  await shot(page, 'messages');
});

test('a lead looks on until they choose to take customers, and goes from a colleague into what they have in hand', async ({
  shop,
}) => {
  const lin = await shop.colleague(LIN);
  const { page } = await shop.staff();
  await ask(shop, '第一位的问题');
  await lin.tab('queue');
  await lin.openRow('第一位的问题');
  await lin.reply('您好，请说');
  await (await api(lin.page)).send('put', '/workforce/me/state', { state: 'busy' });
  // Nobody else takes now: customers would come to who leads, which is said until it is answered.
  const said = page.locator('.strip', { hasText: '现在只有你在，客户会派给你。' });
  await said.getByRole('button', { name: '只看不接' }).click();
  await expect(said).toHaveCount(0);
  await ask(shop, '第二位的问题');
  await page.goto('/wall');
  await expect(page.getByText('同事都在忙碌或小休，现在没人接新客户。')).toBeVisible();
  const choice = page.getByRole('group', { name: '要不要接客户' });
  await expect(choice.getByRole('button', { name: '只看不接' })).toHaveAttribute('aria-pressed', 'true');
  const queue = page.getByRole('article').filter({ hasText: '在线客服' });
  await expect(page.getByText('1 位在等，其中 1 位还没人接待')).toBeVisible();
  await expect(queue.locator('b').first()).toHaveText('1');
  const offer = page.getByRole('region', { name: /^邀请接入/ });
  await expect(offer).toHaveCount(0);

  await choice.getByRole('button', { name: '我也接客户' }).click();
  await expect(offer).toBeVisible({ timeout: 15_000 });
  // It has a place of its own: the page ends above it.
  const [wall, bar] = [await page.locator('.wall').boundingBox(), await page.locator('.offers').boundingBox()];
  expect((wall?.y ?? 0) + (wall?.height ?? 0)).toBeLessThanOrEqual((bar?.y ?? 0) + 1);
  await offer.getByRole('button', { name: '看交接说明和客户的话' }).click();
  await expect(offer.getByText('第二位的问题')).toBeVisible();
  await axe(page);
  await shot(page, 'wall-offer');
  await choice.getByRole('button', { name: '只看不接' }).click();
  await expect(offer).toHaveCount(0, { timeout: 15_000 });

  await page.goto('/wall?queue=gone');
  await expect(page.getByText('这里没有队列')).toBeVisible();
  await page.getByRole('combobox', { name: '按队列看' }).selectOption('');
  await expect(queue).toBeVisible();
  await expect(page).toHaveURL(/\/wall$/);

  await page.getByRole('button', { name: new RegExp(LIN.name) }).click();
  const hands = page.getByRole('dialog', { name: `${LIN.name} 手上的会话` });
  await axe(page);
  await hands.getByRole('link', { name: /您好，请说/ }).click();
  await expect(page).toHaveURL(/\/inbox\//);
  await expect(page.getByText(`${LIN.name} 在接待，你在旁观`)).toBeVisible();
  await expect(page.getByRole('button', { name: '接管' })).toBeVisible();
});
