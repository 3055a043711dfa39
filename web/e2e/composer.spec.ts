import type { Desk } from './desk';
import { expect, picture, test } from './fixtures';

const QUESTION = '这条裙子腰围多少？';

/** Files as a clipboard or a drag carries them. */
async function hand(desk: Desk, how: 'paste' | 'drop', names: string[]): Promise<void> {
  const bytes = picture(names[0] ?? 'x.png').buffer.toString('base64');
  await desk.page.getByRole('textbox', { name: /^回复 / }).evaluate(
    (box, { how, names, bytes }) => {
      const data = new DataTransfer();
      for (const name of names) {
        const raw = Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0));
        data.items.add(new File([raw], name, { type: 'image/png' }));
      }
      const init = { bubbles: true, cancelable: true };
      if (how === 'drop') {
        box.dispatchEvent(new DragEvent('dragover', { ...init, dataTransfer: data }));
        box.dispatchEvent(new DragEvent('drop', { ...init, dataTransfer: data }));
      } else box.dispatchEvent(new ClipboardEvent('paste', { ...init, clipboardData: data }));
    },
    { how, names, bytes },
  );
}

test('a pasted screenshot and two dragged files show their progress and arrive', async ({ shop }) => {
  const { visitor, desk } = await shop.meet(QUESTION);
  const { page } = desk;
  let go = () => {};
  let held = new Promise<void>((done) => {
    go = done;
  });
  await page.route('**/api/v1/files?**', async (route) => {
    await held;
    await route.continue();
  });
  const tray = page.getByRole('list', { name: '待发送的文件' });
  const send = page.locator('.composer-send');

  await hand(desk, 'paste', ['截图.png']);
  await expect(tray.getByRole('progressbar', { name: '截图.png 上传进度' })).toBeVisible();
  await expect(send).toBeDisabled();
  await expect(send).toHaveText('等文件传完');
  go();
  await expect(tray.getByRole('progressbar')).toHaveCount(0);

  held = new Promise<void>((done) => {
    go = done;
  });
  await hand(desk, 'drop', ['正面.png', '背面.png']);
  await expect(tray.getByRole('progressbar')).toHaveCount(2);
  go();
  await expect(tray.getByRole('progressbar')).toHaveCount(0);
  await expect(tray.getByRole('listitem')).toHaveCount(3);

  await page.getByRole('textbox', { name: /^回复 / }).fill('腰围看第一张');
  await send.click();
  for (const name of ['截图.png', '正面.png', '背面.png']) await expect(desk.picture(name)).toBeVisible();
  await expect(visitor.message('腰围看第一张')).toBeVisible();
  await visitor.attach(picture('腰围.png'));
  await visitor.button('发送').click();
  await expect(desk.row('[图片]')).toBeVisible();
  await visitor.attach({ name: '尺码表.txt', mimeType: 'text/plain', buffer: Buffer.from('M 72') });
  await visitor.button('发送').click();
  await expect(desk.row('尺码表.txt')).toBeVisible();
  for (const name of ['截图.png', '正面.png', '背面.png'])
    await expect(visitor.panel.getByRole('img', { name })).toBeVisible();
});

test.describe('with a clock that moves', () => {
  test.use({ flags: ['--test-clock'] });

  test('a recall that comes too late is refused in words', async ({ shop }) => {
    const { visitor, desk } = await shop.meet(QUESTION);
    await desk.reply('这句已经太晚');
    await expect(visitor.message('这句已经太晚')).toBeVisible();
    await shop.advance('121s');
    await desk.onMessage('这句已经太晚', '撤回');
    await expect(desk.message('这句已经太晚')).toContainText('发出超过 2 分钟，不能撤回了。');
    await expect(visitor.message('这句已经太晚')).toBeVisible();
  });

  test('a late answer is asked about once, without taking the focus', async ({ shop }) => {
    const { desk } = await shop.meet(QUESTION);
    await desk.claim(); // the line is nobody's delay
    await expect(desk.page.getByRole('button', { name: /^结束/ })).toBeVisible();
    await shop.advance('252s');
    await desk.reply('腰围 72 厘米。');
    const strip = desk.page.getByRole('group', { name: '说明超时原因' });
    await expect(strip).toContainText('这次回慢了（4 分', { timeout: 30_000 }); // at once, or when the desk next asks
    await expect(desk.page.getByRole('textbox', { name: /^回复 / })).toBeFocused();
    await strip.getByRole('button', { name: /^更多/ }).click();
    await strip.getByRole('button', { name: /尺码/ }).click();
    await expect(strip).toHaveCount(0);
    await desk.page.goto('/reports');
    await expect(desk.page.getByRole('button', { name: /尺码建议/ })).toContainText('100.0%');
    await desk.page
      .getByRole('row', { name: /尺码建议/ })
      .getByRole('link')
      .click();
    await expect(desk.message(QUESTION)).toBeVisible();
  });
});

test('the sound rings after the first click, and only for those who want it', async ({ shop }) => {
  const desk = await shop.staff();
  await desk.page.addInitScript(() => {
    const rung: string[] = [];
    // A browser without a head lets every page be heard; this one waits for a
    // press, as those of people do.
    let pressed = false;
    addEventListener(
      'pointerdown',
      (event) => {
        pressed ||= event.isTrusted;
      },
      true,
    );
    class Sleeper extends AudioContext {
      override get state() {
        return pressed ? super.state : 'suspended';
      }
      override resume() {
        return pressed ? super.resume() : new Promise<void>(() => {});
      }
    }
    Object.assign(window, { rung, AudioContext: Sleeper });
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (this: OscillatorNode, at?: number) {
      rung.push(this.context.state);
      start.call(this, at);
    };
  });
  const rung = () => desk.page.evaluate(() => (window as unknown as { rung: string[] }).rung);
  await desk.page.reload();
  await desk.ready();
  const visitor = await shop.visitor();
  await visitor.open();
  await visitor.say('还没点过页面');
  await desk.page.waitForFunction(() => document.querySelector('.rail-badge') !== null);
  expect(await rung()).toEqual([]);

  await desk.tab('queue');
  await expect(desk.row('还没点过页面')).toBeVisible();
  await visitor.say('现在听得到吗');
  await expect.poll(rung).toEqual(['running']);

  const request = desk.page.context().request;
  const me = await (await request.get('/api/v1/me')).json();
  const changed = await request.patch('/api/v1/me', {
    headers: { Origin: shop.server.url },
    data: { version: me.version, preferences: { ...me.preferences, sound: false } },
  });
  expect(changed.status()).toBe(200);
  await desk.page.reload();
  await desk.tab('queue');
  await visitor.say('关掉声音以后');
  await expect(desk.row('关掉声音以后')).toBeVisible();
  expect(await rung()).toEqual([]);
});

test('a draft sent in one tab does not wait in the other, and none stays after signing out', async ({ shop }) => {
  const { desk } = await shop.meet('可以开发票吗');
  const box = desk.page.getByRole('textbox', { name: /^回复 / });
  await box.pressSequentially('可以的');
  await expect(desk.page.getByText('草稿已保存')).toBeVisible();
  const other = await desk.page.context().newPage();
  await other.goto(desk.page.url());
  const twin = other.getByRole('textbox', { name: /^回复 / });
  await expect(twin).toHaveValue('可以的');
  await box.pressSequentially('，随单寄出');
  await expect(twin).toHaveValue('可以的，随单寄出');
  await box.press('Enter');
  await expect(desk.message('可以的，随单寄出')).toHaveCount(1);
  await expect(twin).toHaveValue('');
  await other.close();
  await box.pressSequentially('还有一句');
  await desk.page.getByRole('button', { name: /的账号$/ }).click();
  await desk.page.getByRole('menuitem', { name: '退出登录' }).click();
  await expect(desk.page).toHaveURL(/sign-in/);
  expect(await desk.page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('tx.draft')))).toEqual(
    [],
  );
});
