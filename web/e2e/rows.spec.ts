import type { Page } from '@playwright/test';
import { expect, shot, test } from './fixtures';

/** What a browser does to texts that it translates. */
const translate = (page: Page) =>
  page.evaluate(() => {
    const walker = document.createTreeWalker(document.querySelector('.bench') as Element, NodeFilter.SHOW_TEXT);
    const texts: Text[] = [];
    while (walker.nextNode()) texts.push(walker.currentNode as Text);
    for (const text of texts) {
      if (!text.data.trim() || text.parentElement?.closest('textarea, svg, style')) continue;
      const font = document.createElement('font');
      font.append(document.createElement('font'));
      text.replaceWith(font);
      font.firstChild?.appendChild(text);
    }
  });

test('a translated page takes what comes, and asks not to be translated but for what people say', async ({ shop }) => {
  const { visitor, desk } = await shop.meet('Do you ship abroad?');
  const { page } = desk;
  await expect(page.locator('.bubble').first()).toHaveAttribute('translate', 'yes');
  await expect(page.locator('body')).toHaveAttribute('translate', 'no');
  await translate(page);
  await desk.reply('可以寄的。');
  await translate(page);
  await desk.note('海外单');
  await translate(page);
  await visitor.say('谢谢');
  await expect(desk.message('谢谢')).toBeVisible();
  await translate(page);
  // The head loses and gets what it says of the customer, too.
  await desk.more('叫主管');
  await expect(page.locator('.head-help')).toBeVisible();
  await translate(page);
  await desk.more('不用支援了');
  await expect(page.locator('.head-help')).toHaveCount(0);
  await translate(page);
  await visitor.page.close();
  await expect(page.locator('.thread-who')).not.toContainText('在线');
  await desk.reply('不客气');
  await expect(page.getByText('这一步没有成功')).toHaveCount(0);
});

test('a row says that words are half written, and what is sent elsewhere leaves no draft behind', async ({ shop }) => {
  const { desk } = await shop.meet('可以开发票吗');
  const { page } = desk;
  await desk.claim();
  await expect(desk.openTab()).toHaveText(/^我的/);
  await shop.written('第二位的问题');
  const box = page.getByRole('textbox', { name: /^回复 / });
  await box.fill('可以的');
  await expect(page.getByText('草稿已保存')).toBeVisible();
  await page.getByRole('link', { name: /^会话/ }).click();
  const row = page.getByRole('option').filter({ hasText: '开发票' });
  await expect(row).toContainText('[草稿]');
  await page.reload();
  await expect(row).toContainText('[草稿]');
  await shot(page, 'row-draft');
  await row.click();
  await expect(box).toHaveValue('可以的');
  await expect(row).not.toContainText('[草稿]');

  // Another browser of the same person goes on and sends it.
  const other = await shop.staff();
  await other.page.goto(page.url());
  const there = other.page.getByRole('textbox', { name: /^回复 / });
  await expect(there).toHaveValue('可以的');
  await there.fill('可以的，随单寄出');
  await there.press('Enter');
  await expect(desk.message('可以的，随单寄出')).toBeVisible();
  await expect(box).toHaveValue('');

  // What was typed here since stays.
  await box.fill('抬头');
  await expect(page.getByText('草稿已保存')).toBeVisible();
  await other.page.reload();
  await expect(there).toHaveValue('抬头');
  await box.fill('抬头写什么');
  // Enter rests there, since somebody writes here.
  await other.page.getByRole('button', { name: '发送', exact: true }).click();
  await expect(desk.message('抬头')).toBeVisible();
  await expect(box).toHaveValue('抬头写什么');
  // Nor does taking a sentence back take the words along.
  await expect(page.getByText('草稿已保存')).toBeVisible();
  await desk.onMessage('可以的，随单寄出', '撤回');
  await expect(desk.log.getByText('你撤回了一条消息')).toBeVisible();
  await expect(box).toHaveValue('抬头写什么');
});
