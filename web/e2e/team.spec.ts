import { createHmac } from 'node:crypto';
import { Desk, SIGN_IN, SignIn, Team } from './desk';
import { ADMIN, axe, expect, test } from './fixtures';

const COLLEAGUE = { name: '林可', login: 'linke', role: '坐席', password: 'chun-feng-2026' };
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const STEP = 30_000;

/** Six digits as an authenticator shows them, some steps from now (RFC 6238). */
function digits(secret: string, ahead = 0): string {
  const bits = [...secret].map((char) => ALPHABET.indexOf(char).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / STEP) + ahead));
  const mac = createHmac('sha1', key).update(counter).digest();
  const value = mac.readUInt32BE((mac[19] ?? 0) & 15) & 0x7fffffff;
  return String(value % 1_000_000).padStart(6, '0');
}

test('a colleague is invited, works, and is signed out when disabled', async ({ shop, browser }) => {
  const admin = await shop.staff({ permissions: ['clipboard-read', 'clipboard-write'] });
  const team = new Team(admin.page);
  await team.open();
  const link = await team.invite(COLLEAGUE);
  expect(link).toContain('/link/');
  await expect(team.row(COLLEAGUE.login)).toContainText('等对方设密码');
  await expect(team.row(COLLEAGUE.login)).toContainText(COLLEAGUE.role);
  await expect(team.row(COLLEAGUE.login)).toContainText('小满衣橱');

  const context = await browser.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
  const page = await context.newPage();
  await page.goto(link);
  await expect(page.getByRole('heading', { name: `${COLLEAGUE.name}，欢迎加入` })).toBeVisible();
  await axe(page);
  const gate = new SignIn(page);
  await gate.choose('short');
  await expect(page.getByText('密码至少要 10 位')).toBeVisible();
  await gate.choose(COLLEAGUE.password);
  await expect(page).toHaveURL(/\/inbox/);
  const colleague = new Desk(page);
  await colleague.ready();
  await admin.page.reload();
  await expect(team.row(COLLEAGUE.login)).toContainText('在用');

  // The link is spent.
  const second = await context.newPage();
  await second.goto(link);
  await expect(second.getByText('这条链接不能用了')).toBeVisible();
  await second.close();

  await team.act(COLLEAGUE.login, '停用');
  await expect(page).toHaveURL(/\/sign-in/, { timeout: 5000 });
  await expect(team.row(COLLEAGUE.login)).toContainText('已停用');
  await gate.enter(COLLEAGUE.login, COLLEAGUE.password);
  await expect(
    page
      .getByRole('alert')
      .or(page.getByText(/登录名或密码|密码不对/))
      .first(),
  ).toBeVisible();
  await expect(page).toHaveURL(/\/sign-in/);
  await context.close();

  await admin.page.goto('/settings/audit');
  await admin.page.getByRole('searchbox', { name: '人、对象' }).fill(COLLEAGUE.name);
  await admin.page.getByRole('searchbox', { name: '人、对象' }).press('Enter');
  await expect(admin.page).toHaveURL(/q=/);
  const acts = admin.page.getByRole('row').filter({ hasText: COLLEAGUE.name });
  await expect(acts.filter({ hasText: '邀请了同事' }).first()).toBeVisible();
  const saved = admin.page.waitForEvent('download');
  await admin.page.getByRole('link', { name: '导出 CSV' }).click();
  const file = await saved;
  expect(file.suggestedFilename()).toMatch(/\.csv$/);
  const chunks: Buffer[] = [];
  for await (const chunk of await file.createReadStream()) chunks.push(chunk as Buffer);
  const csv = Buffer.concat(chunks).toString('utf8');
  expect(csv).toContain(COLLEAGUE.name);
  expect(csv).toContain('disabled');
});

test('a second factor guards signing in and links', async ({ shop }) => {
  const desk = await shop.staff({ permissions: ['clipboard-read', 'clipboard-write'] });
  const { page } = desk;
  await page.goto('/settings/security');
  const card = page.locator('section').filter({ has: page.getByRole('heading', { name: '两步验证' }) });
  await card.getByLabel('先确认密码').fill(ADMIN.password);
  await card.getByRole('button', { name: /开\s*启/ }).click();
  const secret = await card.getByRole('code').innerText();
  expect(secret).toMatch(/^[A-Z2-7]+$/);
  await axe(page);
  const first = digits(secret);
  await card.getByLabel('6 位数字').fill(first);
  await card.getByRole('button', { name: '确认开启' }).click();
  await expect(card.getByText(/请保存这些恢复码/)).toBeVisible();
  const recovery = (await card.getByRole('code').innerText()).trim().split(/\s+/);
  expect(recovery.length).toBeGreaterThan(5);

  await desk.signOut();
  await expect(page).toHaveURL(/\/sign-in/);
  const gate = new SignIn(page);
  await gate.enter(ADMIN.login, ADMIN.password);
  await expect(page.getByRole('heading', { name: '再确认一步' })).toBeVisible();
  await axe(page);
  await gate.code(first);
  await expect(page.getByText('验证码不对或已用过，请等下一个。')).toBeVisible();
  // The next step's digits count already, so nobody waits here for half a minute.
  await gate.code(digits(secret, 1));
  await expect(page).toHaveURL(/\/(inbox|settings)/);

  const team = new Team(page);
  await team.open();
  const link = await team.link(ADMIN.login, '重设密码');
  await page.context().clearCookies();
  await page.goto(link);
  await expect(page.getByRole('heading', { name: '设一个新密码' })).toBeVisible();
  await gate.choose('xin-mi-ma-2026');
  await expect(page.getByLabel(SIGN_IN.code)).toBeFocused();
  await axe(page);
  await page.getByLabel(SIGN_IN.code).fill('000000');
  await page.getByRole('button', { name: SIGN_IN.save }).click();
  await expect(page.getByText('验证码不对或已用过，请等下一个。')).toBeVisible();
  await page.getByLabel(SIGN_IN.code).fill(recovery[0] ?? '');
  await page.getByRole('button', { name: SIGN_IN.save }).click();
  await expect(page).toHaveURL(/\/inbox/);
  await desk.ready();
});
