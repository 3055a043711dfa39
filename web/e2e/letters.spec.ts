import { expect, shot, test } from './fixtures';

test.describe('with a clock that moves', () => {
  test.use({ flags: ['--test-clock'] });

  test('what is typed after a press is written, and no letter ends a conversation', async ({ shop }) => {
    const { visitor, desk } = await shop.meet('大衣能退吗？');
    const { page } = desk;
    const box = page.getByRole('textbox', { name: /^回复 / });
    await desk.claim();
    await expect(desk.openTab()).toHaveText(/^我的/);
    // Taken by its button.
    await expect(box).toBeFocused();
    await shop.advance('252s');
    await desk.reply('可以退。');
    const strip = page.getByRole('group', { name: '说明超时原因' });
    await strip.getByRole('button', { name: /^更多/ }).click();
    await strip.getByRole('button', { name: /尺码/ }).click();
    await expect(strip).toHaveCount(0);
    await expect(box).toBeFocused();
    await page.keyboard.type('en');
    await expect(box).toHaveValue('en');
    await visitor.say('运费谁出？');
    await expect(desk.message('运费谁出？')).toBeVisible();
    await shop.advance('252s');
    await desk.reply('我们出。');
    await strip.getByRole('button', { name: '先不说' }).click();
    await expect(strip).toHaveCount(0);
    await expect(box).toBeFocused();

    // Opened again, it is written in at once.
    await page.getByRole('button', { name: /^结束/ }).click();
    await page.getByRole('main').getByRole('button', { name: '重新打开' }).click();
    await expect(box).toBeFocused();
    // By its row.
    await page.getByRole('link', { name: /^会话/ }).click();
    await page.getByRole('option', { name: /^等客户回复/ }).click();
    await desk.row('我们出。').click();
    await expect(box).toBeFocused();
    await page.keyboard.type('en');
    await expect(box).toHaveValue('en');
    await box.fill('');

    // Outside the box the letter asks, and a word is none.
    await page.keyboard.press('Escape');
    await expect(box).not.toBeFocused();
    await page.keyboard.press('e');
    const ask = page.getByRole('alertdialog', { name: /^结束与 .* 的会话/ });
    await expect(ask).toBeVisible();
    await shot(page, 'ending');
    // A window of another width lets go of the question.
    await page.keyboard.press('e');
    await expect(ask).toBeVisible();
    await page.keyboard.type('n');
    await expect(ask).toHaveCount(0);
    await expect(box).toHaveValue('n');
    await page.keyboard.press('Escape');
    await page.keyboard.press('e');
    await expect(ask).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(ask).toHaveCount(0);
    await expect(box).toBeFocused();
    await page.keyboard.press('Escape');
    await page.keyboard.press('e');
    await expect(ask).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(page.getByText(/会话已结束/).first()).toBeVisible();
  });
});

test('an unowned conversation is neither taken nor ended by a word', async ({ shop }) => {
  await shop.written('请问几点关门？');
  const desk = await shop.staff();
  const { page } = desk;
  await desk.tab('queue');
  await desk.openRow('请问几点关门？');
  await page.keyboard.type('an');
  await page.keyboard.type('en');
  // The note's own key, pressed by itself, shows that all before it is done with.
  await page.keyboard.press('Escape');
  await page.keyboard.press('e');
  await expect(page.getByRole('dialog', { name: '客户最后一句还没有回' })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /^由我接待/ })).toBeVisible();
  await page.locator('body').press('a');
  await expect(desk.openTab()).toHaveText(/^我的/);
  await expect(page.getByRole('textbox', { name: /^回复 / })).toBeFocused();
});
