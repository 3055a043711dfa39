import { expect, test } from './fixtures';

test('working hours are typed, worked out beside, and refused under their day', async ({ shop }) => {
  const { page } = await shop.staff();
  await page.goto('/settings/hours');
  await page.getByRole('link', { name: '工作日 9–18' }).click();
  await page.locator('#preview-start').fill('2026-09-18T17:30');
  await expect(page.locator('.hours-preview')).toContainText('9月20日 周日 调休上班');
  await expect(page.locator('.hours-preview')).toContainText('到期：9月20日 周日 16:30');

  await page.locator('#week-tue').fill('9-12 11-18');
  await page.getByRole('button', { name: /^保\s*存$/ }).click();
  await expect(page.locator('#week-tue-wrong')).toBeVisible();
  await page.locator('#week-tue').fill('9-12 13-18');
  await page.locator('#week-fri').fill('22-6');
  await page.locator('#week-fri').press('Enter');
  await expect(page).toHaveURL(/\/settings\/hours$/);
  await expect(page.getByRole('row', { name: /22:00–06:00/ })).toBeVisible();
});

test('a refused line of an arrangement is shown', async ({ shop }) => {
  const { page } = await shop.staff();
  await page.goto('/settings/calendar');
  await page.getByRole('button', { name: /^导入/ }).click();
  await page.locator('#text').fill('2026-01-01,holiday,元旦\n2026-02-30,holiday,春节');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^导\s*入$/ })
    .click();
  await expect(page.getByRole('alert').filter({ hasText: '第 2 行' })).toContainText('2026-02-30,holiday,春节');
});
