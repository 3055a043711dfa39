import { axe, expect, shot, test } from './fixtures';

/** Every page of the desk that an administrator reaches, with something in it. */
const PAGES: [path: string, name: string][] = [
  ['/inbox', 'inbox'],
  ['/customers', 'customers'],
  ['/messages', 'messages'],
  ['/wall', 'wall'],
  ['/settings/staff', 'staff'],
  ['/settings/units', 'units'],
  ['/settings/roles', 'roles'],
  ['/settings/organisation', 'organisation'],
  ['/settings/channels', 'channels'],
  ['/settings/labels', 'labels'],
  ['/settings/blocks', 'blocks'],
  ['/settings/queues', 'queues'],
  ['/settings/queues?tab=places', 'queues-places'],
  ['/settings/queues?tab=rules', 'queues-rules'],
  ['/settings/queues/new', 'queue-new'],
  ['/settings/hours', 'hours'],
  ['/settings/hours/new', 'hours-new'],
  ['/settings/calendar', 'calendar'],
  ['/settings/causes', 'causes'],
  ['/settings/audit', 'audit'],
  ['/settings/health', 'health'],
  ['/settings/me', 'me'],
  ['/settings/security', 'security'],
  ['/settings/tokens', 'tokens'],
];

test('every page is accessible in both themes and shows no error', async ({ shop }) => {
  test.setTimeout(240_000);
  const visitor = await shop.visitor();
  await visitor.open();
  await visitor.say('你好，大衣还有 L 码吗？');
  await visitor.delivered('大衣还有 L 码吗');
  const desk = await shop.staff();
  const api = desk.page.context().request;
  const headers = { Origin: new URL(desk.page.url()).origin };
  const label = await api.post('/api/v1/labels', {
    headers,
    data: { client_key: 'l1', name: '尺码', colour: '#1f6f66' },
  });
  expect(label.status(), await label.text()).toBe(201);
  const { rows } = await (await api.get('/api/v1/channels?kind=widget')).json();
  const failed: string[] = [];
  desk.page.on('response', (answer) => {
    if (answer.status() >= 400) failed.push(`${answer.status()} ${answer.url()}`);
  });
  for (const [path, name] of [...PAGES, [`/settings/channels/${rows[0].id}`, 'channel'] as [string, string]]) {
    await desk.page.goto(path);
    await expect(desk.page.getByRole('heading', { level: 1 }).first()).toBeVisible();
    await desk.page.waitForLoadState('networkidle');
    await axe(desk.page);
    await shot(desk.page, `page-${name}`);
  }
  expect(failed).toEqual([]);
});

test('on a phone a list is cards, with each value named', async ({ shop }) => {
  const desk = await shop.staff({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await desk.page.goto('/settings/staff');
  const row = desk.page.locator('.ant-table-row').first();
  await expect(row.getByRole('button', { name: '编辑' })).toBeInViewport({ ratio: 1 });
  const wide = await desk.page.locator('.ant-table-content').evaluate((box) => box.scrollWidth - box.clientWidth);
  expect(wide).toBe(0);
  expect(await row.locator('td').nth(1).getAttribute('data-name')).toBe('所在部门');
  await axe(desk.page);
});

test('the palette keeps what is typed before it has come', async ({ shop }) => {
  const desk = await shop.staff();
  let come = () => {};
  const gate = new Promise<void>((open) => {
    come = open;
  });
  await desk.page.route(/\/Palette-[^/]*\.js/, async (route) => {
    await gate;
    await route.continue();
  });
  await desk.page.reload();
  await expect(desk.page.getByRole('tablist')).toBeVisible();
  await desk.page.keyboard.press('Control+k');
  await expect(desk.page.getByRole('dialog').getByRole('textbox')).toBeFocused();
  await desk.page.keyboard.type('安全');
  come();
  const box = desk.page.getByRole('combobox', { name: '搜索与命令' });
  await expect(box).toHaveValue('安全');
  await desk.page.keyboard.type('设');
  await expect(box).toHaveValue('安全设');
});

test('Enter in the palette opens what was asked for last, however slow the answer is', async ({ shop }) => {
  for (const question of ['羊绒围巾怎么保养', '真丝衬衫怎么熨烫']) await shop.written(question);
  const desk = await shop.staff();
  await desk.tab('queue');
  const mine = async (text: string) => {
    await desk.openRow(text);
    return desk.page.url();
  };
  const scarf = await mine('羊绒围巾');
  const shirt = await mine('真丝衬衫');
  await desk.page.goto('/inbox');
  await desk.ready();
  let answer = () => {};
  const gate = new Promise<void>((open) => {
    answer = open;
  });
  await desk.page.route(/\/api\/v1\/search\?q=%E7%9C%9F/, async (route) => {
    await gate;
    await route.continue();
  });
  await desk.page.keyboard.press('Control+k');
  const box = desk.page.getByRole('combobox', { name: '搜索与命令' });
  const palette = desk.page.getByRole('dialog', { name: '搜索与命令' });
  await box.fill('羊绒围巾');
  await expect(palette.getByRole('listbox').getByRole('option', { selected: true })).toContainText('羊绒围巾');
  await box.fill('真丝');
  await box.press('Enter');
  await expect(palette.getByRole('listbox').getByRole('option', { selected: true })).toHaveCount(0);
  await palette.getByRole('listbox').getByRole('option').filter({ hasText: '羊绒围巾' }).click({ force: true });
  await expect(palette).toBeVisible();
  expect(desk.page.url()).not.toContain(new URL(scarf).pathname);
  answer();
  await expect(desk.page).toHaveURL(new RegExp(new URL(shirt).pathname));
});

test('the palette finds what was said and the help sheet lists the keys', async ({ shop }) => {
  const visitor = await shop.visitor();
  await visitor.open();
  await visitor.say('想问一下羊绒围巾的保养方法');
  await visitor.delivered('羊绒围巾');
  const desk = await shop.staff();
  await expect(desk.page.getByRole('tablist')).toBeVisible();
  await desk.page.keyboard.press('Control+k');
  const palette = desk.page.getByRole('dialog').first();
  await expect(palette).toBeVisible();
  await desk.page.keyboard.type('围巾');
  await expect(palette.getByText(/羊绒围巾/).first()).toBeVisible();
  await axe(desk.page);
  await shot(desk.page, 'palette');
  await desk.page.keyboard.press('Escape');
  await desk.page.locator('body').click({ position: { x: 5, y: 5 } });
  await desk.page.keyboard.press('?');
  await expect(desk.page.getByRole('dialog').first()).toBeVisible();
  await axe(desk.page);
  await shot(desk.page, 'help');
});
