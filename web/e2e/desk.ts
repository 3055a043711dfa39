import { expect, type Locator, type Page } from '@playwright/test';

/** Every accessible name of the desk the journeys rely on. */
export const NAMES = {
  inboxTabs: '会话列表',
  tabs: { mine: /^我的/, queue: /^排队/, closed: /^已结束/ },
  log: '消息记录',
  replyMode: '回复客户',
  noteMode: '内部备注',
  replyBox: /^回复 /,
  noteBox: '内部备注',
  send: '发送',
  saveNote: '保存备注',
  noteMark: '内部备注 · 客户不可见',
  claim: /^由我接待/,
  close: /^结束/,
  reopen: '重新打开',
  picture: (name: string) => `放大看 ${name}`,
  closedHint: /会话已结束/,
} as const;

/** The first-run wizard: which label takes which value, on whatever step it stands. */
export const WIZARD = {
  next: '下一步',
  done: '完成，进入工作台',
  organisation: '机构名称',
  industry: '行业',
  industryChoice: '网店零售',
  name: '你的姓名',
  login: '登录名',
  password: '设置密码',
  channelTitle: '窗口标题',
  greeting: '欢迎语',
  afterwards: '开始接待',
} as const;

export interface WizardValues {
  organisation: string;
  name: string;
  login: string;
  password: string;
  channelTitle: string;
  greeting: string;
}

const STEPS_AT_MOST = 8;

export class Wizard {
  constructor(readonly page: Page) {}

  /** Walks to the end; each step is handed to `look` before it is left. */
  async complete(values: WizardValues, look: (step: number) => Promise<void>): Promise<void> {
    const fields: Array<[string, string]> = [
      [WIZARD.organisation, values.organisation],
      [WIZARD.name, values.name],
      [WIZARD.login, values.login],
      [WIZARD.password, values.password],
      [WIZARD.channelTitle, values.channelTitle],
      [WIZARD.greeting, values.greeting],
    ];
    for (let step = 1; step <= STEPS_AT_MOST; step++) {
      const industry = this.page.getByLabel(WIZARD.industry);
      if (await industry.isVisible()) await industry.selectOption({ label: WIZARD.industryChoice });
      for (const [label, value] of fields) {
        const field = this.page.getByLabel(label);
        if (await field.isVisible()) await field.fill(value);
      }
      await look(step);
      const done = this.page.getByRole('button', { name: WIZARD.done });
      if (await done.isVisible()) {
        await done.click();
        return;
      }
      await this.page.getByRole('button', { name: WIZARD.next }).click();
    }
    throw new Error('the wizard does not end');
  }
}

/** The staff's side: inbox, thread and composer. */
export class Desk {
  readonly log: Locator;

  constructor(readonly page: Page) {
    this.log = page.getByRole('log', { name: NAMES.log });
  }

  async tab(which: keyof typeof NAMES.tabs): Promise<void> {
    await this.page.getByRole('tab', { name: NAMES.tabs[which] }).click();
  }

  async ready(): Promise<void> {
    await expect(this.page.getByRole('tablist', { name: NAMES.inboxTabs })).toBeVisible();
  }

  row(text: string): Locator {
    return this.page.getByRole('option').filter({ hasText: text });
  }

  async openRow(text: string): Promise<void> {
    await this.row(text).click();
    await expect(this.log).toBeVisible();
  }

  message(text: string): Locator {
    return this.log.getByRole('article').filter({ hasText: text });
  }

  picture(name: string): Locator {
    return this.log.getByRole('button', { name: NAMES.picture(name) }).getByRole('img');
  }

  async reply(text: string): Promise<void> {
    await this.page.getByRole('button', { name: NAMES.replyMode, exact: true }).click();
    await this.page.getByRole('textbox', { name: NAMES.replyBox }).fill(text);
    await this.page.getByRole('button', { name: NAMES.send, exact: true }).click();
    await expect(this.message(text)).toBeVisible();
  }

  async note(text: string): Promise<void> {
    await this.page.getByRole('button', { name: NAMES.noteMode, exact: true }).click();
    await this.page.getByRole('textbox', { name: NAMES.noteBox }).fill(text);
    await this.page.getByRole('button', { name: NAMES.saveNote, exact: true }).click();
    await expect(this.message(text)).toContainText(NAMES.noteMark);
  }

  async close(): Promise<void> {
    await this.page.getByRole('button', { name: NAMES.close }).click();
    await expect(this.page.getByText(NAMES.closedHint).first()).toBeVisible();
  }

  /** The label of the list's open tab. */
  openTab(): Locator {
    return this.page.getByRole('tab', { selected: true });
  }

  async claim(): Promise<void> {
    await this.page.getByRole('button', { name: NAMES.claim }).click();
  }

  /** One act on a message, from its own menu. */
  async onMessage(text: string, act: string): Promise<void> {
    await this.message(text).hover();
    await this.message(text).getByRole('button', { name: '对这条消息' }).click();
    await this.page.getByRole('menuitem', { name: act }).click();
  }

  async more(act: string): Promise<void> {
    await this.page.getByRole('button', { name: '更多操作' }).click();
    await this.page.getByRole('menuitem', { name: act }).click();
  }

  /** Top of each row in sight, by its text, for seeing whether any moves. */
  async places(): Promise<Array<[string, number]>> {
    const rows = this.page.getByRole('listbox').first().getByRole('option');
    return rows.evaluateAll((all) =>
      all.map((row): [string, number] => [row.id, Math.round(row.getBoundingClientRect().top)]),
    );
  }

  async signOut(): Promise<void> {
    await this.page.getByRole('button', { name: / 的账号$/ }).click();
    await this.page.getByRole('menuitem', { name: '退出登录' }).click();
  }
}

export const SIGN_IN = {
  login: '登录名',
  password: '密码',
  go: '登录',
  code: '6 位验证码',
  newPassword: '设置密码',
  again: '再输一遍',
  save: '保存并进入',
} as const;

/** The gate: signing in, and the page behind a link. */
export class SignIn {
  constructor(readonly page: Page) {}

  async enter(login: string, password: string): Promise<void> {
    await this.page.getByLabel(SIGN_IN.login).fill(login);
    await this.page.getByLabel(SIGN_IN.password, { exact: true }).fill(password);
    await this.page.getByRole('button', { name: SIGN_IN.go, exact: true }).click();
  }

  async code(digits: string): Promise<void> {
    await this.page.getByLabel(SIGN_IN.code).fill(digits);
    await this.page.getByRole('button', { name: SIGN_IN.go, exact: true }).click();
  }

  async choose(password: string): Promise<void> {
    await this.page.getByLabel(SIGN_IN.newPassword).fill(password);
    await this.page.getByLabel(SIGN_IN.again).fill(password);
    await this.page.getByRole('button', { name: SIGN_IN.save }).click();
  }
}

/** The page of colleagues. */
export class Team {
  constructor(readonly page: Page) {}

  async open(): Promise<void> {
    await this.page.goto('/settings/staff');
    await expect(this.page.getByRole('heading', { level: 1, name: '同事' })).toBeVisible();
  }

  row(login: string): Locator {
    return this.page.getByRole('row').filter({ has: this.page.getByText(login, { exact: true }) });
  }

  /** Fills in the drawer; answers with the link, as copied. */
  async invite(person: { name: string; login: string; role: string }): Promise<string> {
    await this.page.getByRole('button', { name: '邀请同事' }).click();
    const drawer = this.page.getByRole('dialog', { name: '邀请同事' });
    await drawer.getByLabel('姓名').fill(person.name);
    await drawer.getByLabel('登录名').fill(person.login);
    await drawer.getByLabel('角色').fill(person.role);
    await drawer.getByLabel('角色').press('Enter');
    await drawer.getByLabel('角色').press('Tab');
    await drawer.getByRole('button', { name: '生成邀请链接' }).click();
    return this.copied();
  }

  async act(login: string, name: string): Promise<void> {
    // Chinese buttons of two characters are spaced apart.
    await this.row(login)
      .getByRole('button', { name: new RegExp([...name].join('\\s*')) })
      .click();
  }

  async link(login: string, name: string): Promise<string> {
    await this.act(login, name);
    return this.copied();
  }

  private async copied(): Promise<string> {
    const box = this.page.getByRole('dialog', { name: /的链接$/ });
    await box.getByRole('button', { name: '复制链接' }).click();
    await expect(this.page.getByText('已复制')).toBeVisible();
    const link = await this.page.evaluate(() => navigator.clipboard.readText());
    await expect(box.getByText(link)).toBeVisible();
    await this.page.keyboard.press('Escape');
    await expect(box).toBeHidden();
    return link;
  }
}
