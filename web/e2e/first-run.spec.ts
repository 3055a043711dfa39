import { Desk, WIZARD, Wizard } from './desk';
import { ADMIN, axe, expect, SHOP, shot, test } from './fixtures';

test('the first visitor of a fresh installation sets it up and lands in the inbox', async ({ page, server }) => {
  await page.goto(server.url);
  await expect(page).toHaveURL(/\/setup/);
  // The scheme of the system is followed while the page is open, before anybody has signed in.
  for (const scheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await expect(page.locator('html')).toHaveAttribute('data-theme', scheme);
  }
  await page.emulateMedia({ colorScheme: null });
  await new Wizard(page).complete(
    { ...ADMIN, organisation: SHOP.organisation, channelTitle: SHOP.channel.title, greeting: SHOP.channel.greeting },
    async (step) => {
      await axe(page);
      await shot(page, `first-run-${step}`);
    },
  );
  const onwards = page.getByRole('link', { name: WIZARD.afterwards });
  await expect(onwards).toBeVisible();
  await axe(page);
  await shot(page, 'first-run-welcome');
  await onwards.click();
  await expect(page).toHaveURL(/\/inbox/);
  await new Desk(page).ready();
  await axe(page);
  await shot(page, 'first-run-inbox');

  await page.reload();
  await new Desk(page).ready();
});

test('setup happens once: later guests are asked to sign in', async ({ page, shop }) => {
  expect(shop.key).not.toBe('');
  await page.goto('/setup');
  await expect(page).toHaveURL(/\/sign-in/);
  const again = await page.request.post('/api/v1/setup', { data: { ...SHOP, admin: ADMIN } });
  expect(again.ok()).toBe(false);
  await axe(page);
  await shot(page, 'sign-in');
});

test('the installation and its data survive a restart', async ({ shop, server }) => {
  const visitor = await shop.visitor();
  await visitor.open();
  await visitor.say('重启以后还在吗？');
  await visitor.delivered('重启以后还在吗？');
  await server.halt('SIGKILL');
  await server.run();
  const desk = await shop.staff();
  await desk.tab('queue');
  await desk.openRow('重启以后还在吗？');
  await desk.reply('在的。');
  await expect(visitor.message('在的。')).toBeVisible({ timeout: 15_000 });
});
