import { expect, shot, test } from './fixtures';

const QUESTION = '我的退款到哪一步了？';

test('who only watches can neither answer nor end by one key', async ({ shop }) => {
  const owner = await shop.colleague({ name: '林小满', login: 'lin', role: '坐席' });
  const visitor = await shop.visitor();
  await visitor.open();
  await visitor.say(QUESTION);
  await visitor.delivered(QUESTION);
  await owner.tab('queue');
  await owner.openRow(QUESTION);
  await owner.reply('我帮您查一下。');
  await expect(visitor.message('我帮您查一下。')).toBeVisible();

  const boss = await shop.staff();
  await boss.page.goto(owner.page.url());
  const quiet = boss.page.getByRole('textbox', { name: '悄悄提醒' });
  await expect(quiet).toBeVisible();
  await expect(boss.page.getByRole('button', { name: '接管' })).toBeVisible();
  await shot(boss.page, 'watching');
  await boss.page.keyboard.press('e');
  await expect(boss.page.getByRole('button', { name: /^结束/ })).toHaveCount(0);
  await expect(boss.page.getByRole('button', { name: /^转给同事/ })).toHaveCount(0);
  await quiet.fill('先说到账时间');
  await quiet.press('Enter');
  await expect(quiet).toHaveValue('');
  await expect(owner.page.getByRole('region', { name: /悄悄提醒你/ })).toContainText('先说到账时间');
  await expect(visitor.page.locator('#tiexin-widget')).not.toContainText('先说到账时间');
  await expect(boss.message('先说到账时间')).toContainText('悄悄提醒 · 客户不可见');
  await expect(owner.message('先说到账时间')).toContainText('悄悄提醒 · 客户不可见');
  // It is about what is open there: nothing to go and look at.
  await expect(owner.page.getByRole('button', { name: '去看会话' })).toHaveCount(0);
  // A picture changes nobody's mind on who is spoken to.
  await quiet.fill('看这张');
  await quiet.evaluate((field) => {
    const clip = new DataTransfer();
    clip.items.add(new File(['x'], 'a.png', { type: 'image/png' }));
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: clip, bubbles: true, cancelable: true }));
  });
  await expect(boss.page.getByText('悄悄提醒只带文字')).toBeVisible();
  await expect(quiet).toHaveValue('看这张');
  await expect(boss.page.getByText('可直接粘贴截图')).toHaveCount(0);
  await quiet.fill('');

  await boss.page.getByRole('button', { name: '插话' }).click();
  const ask = boss.page.getByRole('dialog', { name: '要插话吗？' });
  await expect(ask).toBeVisible();
  await boss.page.keyboard.press('Enter');
  await expect(ask).toHaveCount(0);
  await expect(quiet).toBeVisible();
  await boss.page.getByRole('button', { name: '插话' }).click();
  await ask.getByRole('button', { name: '插话', exact: true }).click();
  const box = boss.page.getByRole('textbox', { name: /^回复 / });
  await box.fill('我是主管，三天内一定到账。');
  await box.press('Enter');
  await expect(visitor.message('三天内一定到账')).toBeVisible();
  await expect(owner.page.getByText('你在接待')).toBeVisible();
});

test('who takes over answers, and what they began to whisper stays apart', async ({ shop }) => {
  const owner = await shop.colleague({ name: '林小满', login: 'lin', role: '坐席' });
  const visitor = await shop.visitor();
  await visitor.open();
  await visitor.say(QUESTION);
  await visitor.delivered(QUESTION);
  await owner.tab('queue');
  await owner.openRow(QUESTION);
  await owner.reply('我帮您查一下。');
  await expect(visitor.message('我帮您查一下。')).toBeVisible();

  const boss = await shop.staff();
  await boss.page.goto(owner.page.url());
  const quiet = boss.page.getByRole('textbox', { name: '悄悄提醒' });
  await quiet.fill('先说到账时间');
  await quiet.press('Enter');
  await expect(quiet).toHaveValue('');
  // Through all ways of writing, and one line to the customer, before taking over.
  const writes = boss.page.getByRole('textbox', { name: /^回复 / });
  await boss.page.getByRole('button', { name: '内部备注' }).click();
  await boss.page.locator('.composer-kind').getByRole('button', { name: '悄悄提醒' }).click();
  await boss.page.getByRole('button', { name: '插话' }).click();
  await boss.page.getByRole('dialog').getByRole('button', { name: '插话', exact: true }).click();
  await writes.fill('我是主管，马上看。');
  await writes.press('Enter');
  await expect(visitor.message('我是主管，马上看。')).toBeVisible();
  await boss.page.locator('.composer-kind').getByRole('button', { name: '悄悄提醒' }).click();
  await quiet.fill('别答应退运费');
  await boss.page.getByRole('button', { name: '接管' }).click();
  await shot(boss.page, 'taking-over');
  const sure = boss.page.getByRole('dialog').getByRole('button', { name: '接管' });
  if (await sure.count()) await sure.click();
  const box = boss.page.getByRole('textbox', { name: /^回复 / });
  await expect(box).toHaveValue('');
  await expect(owner.page.getByRole('region', { name: /悄悄提醒你/ })).toHaveCount(0);
  await expect(boss.page.getByText('悄悄提醒没写完')).toBeVisible();
  await shot(boss.page, 'took-over');
  await box.press('Enter');
  await boss.page.getByRole('button', { name: '内部备注' }).click();
  await expect(boss.page.getByRole('textbox', { name: '内部备注' })).toHaveValue('别答应退运费');
  await boss.page.getByRole('textbox', { name: '内部备注' }).press('Enter');
  await expect(boss.message('别答应退运费')).toContainText('客户不可见');
  await expect(visitor.page.locator('#tiexin-widget')).not.toContainText('别答应');
});

test('a reply that a colleague overtook is kept, and asked about', async ({ shop }) => {
  const owner = await shop.colleague({ name: '林小满', login: 'lin', role: '坐席' });
  const visitor = await shop.visitor();
  await visitor.open();
  await visitor.say(QUESTION);
  await visitor.delivered(QUESTION);
  const boss = await shop.staff();
  await boss.tab('queue');
  await boss.openRow(QUESTION);
  await owner.tab('queue');
  await owner.openRow(QUESTION);
  let go = () => {};
  const held = new Promise<void>((done) => {
    go = done;
  });
  await boss.page.route('**/api/v1/conversations/*/messages', async (route) => {
    if (route.request().method() === 'POST') await held;
    await route.continue();
  });
  const box = boss.page.getByRole('textbox', { name: /^回复 / });
  await box.fill('三天内到账');
  await box.press('Enter');
  await owner.reply('我帮您查一下。');
  await expect(boss.message('我帮您查一下。')).toBeVisible();
  go();
  const late = boss.page.locator('.m.pending');
  await expect(late).toContainText('三天内到账');
  await expect(late).toContainText('没发出去：林小满 已经在接待了');
  await expect(late.getByRole('button', { name: '重试' })).toHaveCount(0);
  await shot(boss.page, 'overtaken');
  await late.getByRole('button', { name: '插话' }).click();
  const ask = boss.page.getByRole('dialog', { name: '要插话吗？' });
  await ask.getByRole('button', { name: '先不插话' }).click();
  await expect(late).toContainText('三天内到账');
  await late.getByRole('button', { name: '插话' }).click();
  await ask.getByRole('button', { name: '插话', exact: true }).click();
  await expect(visitor.message('三天内到账')).toBeVisible();
  await expect(late).toHaveCount(0);
});

test('ending asks while the last sentence of the customer has no answer', async ({ shop }) => {
  const { visitor, desk } = await shop.meet(QUESTION);
  await desk.reply('在查');
  await expect(visitor.message('在查')).toBeVisible();
  await visitor.say('好，那大概几天？');
  await expect(desk.message('大概几天')).toBeVisible();
  await desk.page.getByRole('button', { name: /^结束/ }).click();
  const ask = desk.page.getByRole('dialog', { name: '客户最后一句还没有回' });
  await ask.getByRole('button', { name: '先回复' }).click();
  await expect(ask).toHaveCount(0);
  await desk.reply('三天');
  await desk.close();
});
