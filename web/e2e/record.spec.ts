import { axe, expect, shot, test } from './fixtures';

test('what somebody else saved meanwhile stands beside what was typed, field by field', async ({ shop }) => {
  const { page } = await shop.staff();
  const headers = { Origin: new URL(page.url()).origin };
  const { request } = page.context();
  const labels = async () => (await (await request.get('/api/v1/labels')).json()).rows;
  const theirs = async (data: object) => {
    const [{ id, version }] = await labels();
    const answer = await request.patch(`/api/v1/labels/${id}`, { headers, data: { version, ...data } });
    expect(answer.status(), await answer.text()).toBe(200);
  };
  const made = await request.post('/api/v1/labels', {
    headers,
    data: { client_key: 'l', name: '退换货', colour: '#2b5f9e' },
  });
  expect(made.status(), await made.text()).toBe(201);

  await page.goto('/settings/labels');
  await page.getByRole('button', { name: '编辑' }).click();
  const drawer = page.getByRole('dialog');
  await drawer.getByLabel('名称').fill('退货');
  await theirs({ name: '售后', colour: '#a8400b' });
  await drawer.getByRole('button', { name: '保存' }).click();

  // The drawer stays. What was typed is there; what was not touched is theirs.
  const clash = drawer.getByRole('alert').filter({ hasText: '有同事改了它' });
  const name = clash.getByRole('row').filter({ hasText: '名称' });
  await expect(name).toContainText('退货');
  await expect(name).toContainText('售后');
  await expect(drawer.getByLabel('名称')).toHaveValue('退货');
  await expect(drawer.getByLabel('颜色')).toHaveValue('#a8400b');
  await axe(page, '.clash');
  await shot(page, 'clash');

  // Chosen the other way and back, and meanwhile changed once more.
  await name.getByRole('radio').nth(1).check();
  await expect(drawer.getByLabel('名称')).toHaveValue('售后');
  await name.getByRole('radio').first().check();
  await expect(drawer.getByLabel('名称')).toHaveValue('退货');
  await theirs({ name: '售后服务', colour: '#a8400b' });
  await drawer.getByRole('button', { name: /^(loading )?保存$/ }).click();
  await expect(name).toContainText('售后服务');
  await expect(drawer.getByLabel('名称')).toHaveValue('退货');
  await clash.getByRole('button', { name: '用我的保存' }).click();
  await expect(drawer).toHaveCount(0);
  expect(await labels()).toMatchObject([{ name: '退货', colour: '#a8400b' }]);
});

test('a role keeps what both have given, each where only one has touched it', async ({ shop }) => {
  const { page } = await shop.staff();
  const headers = { Origin: new URL(page.url()).origin };
  const { request } = page.context();
  const made = await request.post('/api/v1/roles', {
    headers,
    data: { client_key: 'r', name: '夜班', grants: [{ permission: 'conversation.read', scope: 'own' }] },
  });
  expect(made.status(), await made.text()).toBe(201);
  const { id, version } = await made.json();
  await page.goto('/settings/roles');
  await page.getByRole('tab', { name: /夜班/ }).click();
  await page.getByRole('textbox', { name: '角色名称' }).fill('夜班组');
  const theirs = await request.patch(`/api/v1/roles/${id}`, {
    headers,
    data: {
      version,
      name: '夜班',
      grants: [
        { permission: 'conversation.read', scope: 'own' },
        { permission: 'conversation.reply', scope: 'own' },
      ],
    },
  });
  expect(theirs.status(), await theirs.text()).toBe(200);
  await page.getByRole('button', { name: '保存' }).click();
  const clash = page.getByRole('alert').filter({ hasText: '有同事改了它' });
  await expect(clash.getByRole('row')).toHaveCount(3);
  // The form's own button; while its wheel fades it is called otherwise.
  await page.locator('.page-filter button.ant-btn-primary:visible').click();
  await expect(clash).toHaveCount(0);
  const { rows } = await (await request.get('/api/v1/roles')).json();
  const saved = rows.find((row: { id: string }) => row.id === id);
  expect(saved.name).toBe('夜班组');
  expect(saved.grants.map((grant: { permission: string }) => grant.permission).sort()).toEqual([
    'conversation.read',
    'conversation.reply',
  ]);
});
