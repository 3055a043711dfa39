import { expect, test } from './fixtures';

const REST = '**/assets/rest-*.js';

/** Holds back what comes behind the first page until it is let go. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((go) => {
    open = go;
  });
  return { open, opened };
}

test('the inbox works before the rest of the desk is here, and nothing asked meanwhile is lost', async ({ shop }) => {
  await shop.written('请问几点关门？');
  const desk = await shop.staff();
  await desk.ready();
  const page = await desk.page.context().newPage();
  const { open, opened } = gate();
  await page.route(REST, async (route) => {
    await opened;
    await route.continue();
  });
  await page.goto('/inbox');
  await page.getByRole('tab', { name: /^排队/ }).click();
  await expect(page.getByRole('option', { name: /请问几点关门/ })).toBeVisible();
  // Its own keys are at the door.
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/inbox\/.+/);
  await expect(page.getByRole('log')).toContainText('请问几点关门？');
  // The palette opens at once and keeps what is typed.
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('textbox').fill('看板');
  const tabs = page.getByRole('tablist', { name: '会话列表' });
  await tabs.evaluate((list) => list.setAttribute('data-kept', 'yes'));
  open();
  await expect(page.getByRole('combobox', { name: '搜索与命令' })).toHaveValue('看板');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('log')).toContainText('请问几点关门？');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: '搜索与命令' })).toHaveValue('');
  await page.keyboard.press('Escape');
  // The inbox on screen is not built anew, then or by the next step inside it.
  await page.getByRole('link', { name: /^会话/ }).click();
  await expect(page).toHaveURL(/\/inbox$/);
  await expect(tabs).toHaveAttribute('data-kept', 'yes');
  await page.keyboard.press('g');
  await page.keyboard.press('w');
  await expect(page).toHaveURL(/\/wall/);
});

test('a page behind a door opens once the rest is here, by the rail and by its address', async ({ shop }) => {
  const desk = await shop.staff();
  await desk.ready();
  for (const address of ['/inbox', '/settings/staff?x=1#y']) {
    const page = await desk.page.context().newPage();
    const { open, opened } = gate();
    await page.route(REST, async (route) => {
      await opened;
      await route.continue();
    });
    await page.goto(address);
    if (address === '/inbox') await page.getByRole('link', { name: '看板' }).click();
    await expect(page.getByText('没有这个页面')).toHaveCount(0);
    open();
    if (address === '/inbox') await expect(page).toHaveURL(/\/wall/);
    else await expect(page.getByRole('heading', { name: '同事' }).first()).toBeVisible();
    if (address !== '/inbox') await expect(page).toHaveURL(/\/settings\/staff\?x=1#y$/);
    await expect(page.getByText('没有这个页面')).toHaveCount(0);
    await page.close();
  }
});

test('an address asked for before the rest came, and looked at after, leads to its page', async ({ shop }) => {
  const desk = await shop.staff();
  await desk.ready();
  const { page } = desk;
  const { open, opened } = gate();
  await page.route('**/api/v1/me', async (route) => {
    await opened;
    await route.continue();
  });
  const rest = page.waitForResponse(REST);
  await page.goto('/wall');
  await (await rest).finished();
  open();
  await expect(page.getByRole('heading', { name: '看板' }).first()).toBeVisible();
});

test('who is not signed in, or mistypes, is told so as ever', async ({ shop, page }) => {
  await page.goto('/reports');
  await expect(page).toHaveURL(/\/sign-in\?next=%2Freports/);
  await expect(page.getByRole('button', { name: '登录' })).toBeVisible();
  const desk = await shop.staff();
  await desk.page.goto('/nowhere/at/all');
  await expect(desk.page.getByText('没有这个页面')).toBeVisible();
  await expect(desk.page.getByRole('navigation', { name: '主导航' })).toBeVisible();
});

test('a lost chunk is asked for again, and what stays lost is said with a way on', async ({ shop }) => {
  const desk = await shop.staff();
  await desk.ready();
  const { page } = desk;
  let lost = 0;
  await page.route(REST, (route) => {
    lost++;
    return lost === 1 ? route.abort() : route.continue();
  });
  await page.reload();
  await page.getByRole('link', { name: '看板' }).click();
  await expect(page.getByRole('heading', { name: '看板' }).first()).toBeVisible();
  expect(lost).toBe(2);

  await page.unroute(REST);
  await page.route(REST, (route) => route.abort());
  for (const address of ['/sign-in', '/wall']) {
    await page.goto(address);
    await expect(page.getByText('这一步没有成功')).toBeVisible();
  }
  // What is here goes on working, and says that something is missing.
  await page.goto('/inbox');
  await expect(page.getByText('页面没有加载完整')).toBeVisible();
  await expect(page.getByRole('tablist', { name: '会话列表' })).toBeVisible();
  await expect(page.getByText('这一步没有成功')).toHaveCount(0);
  await page.goto('/wall');
  await expect(page.getByText('这一步没有成功')).toBeVisible();
  await page.unroute(REST);
  await page.getByRole('button', { name: '重试' }).click();
  await expect(page.getByRole('heading', { name: '看板' }).first()).toBeVisible();
});

test('a desk that comes without its words is no blank page', async ({ shop }) => {
  const { page } = await shop.staff();
  await page.route('**/assets/zh-CN-*.js', (route) => route.abort());
  await page.reload();
  const again = page.getByRole('button', { name: '没能打开，点这里重试' });
  await expect(again).toBeVisible();
  await page.unroute('**/assets/zh-CN-*.js');
  await again.click();
  await expect(page.getByRole('tablist', { name: '会话列表' })).toBeVisible();
});
