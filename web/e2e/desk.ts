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
  next: /下一步|继续/,
  done: /完成|开始使用|进入工作台/,
  organisation: /单位名称|组织名称|公司名称|店铺名称|机构名称|名称$/,
  industry: /网店|电商|零售|商店/,
  name: /您的姓名|姓名/,
  login: /登录名|账号/,
  password: /^(设置)?密码/,
  passwordAgain: /确认密码|再输一遍|再次输入/,
  channelTitle: /标题/,
  greeting: /欢迎语|问候语/,
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
    const fields: Array<[RegExp, string]> = [
      [WIZARD.organisation, values.organisation],
      [WIZARD.name, values.name],
      [WIZARD.login, values.login],
      [WIZARD.password, values.password],
      [WIZARD.passwordAgain, values.password],
      [WIZARD.channelTitle, values.channelTitle],
      [WIZARD.greeting, values.greeting],
    ];
    for (let step = 1; step <= STEPS_AT_MOST; step++) {
      const industry = this.page.getByRole('radio', { name: WIZARD.industry }).first();
      if (await industry.isVisible()) await industry.check({ force: true });
      for (const [label, value] of fields) {
        const field = this.page.getByRole('textbox', { name: label }).or(this.page.getByLabel(label)).first();
        if ((await field.isVisible()) && (await field.isEditable())) await field.fill(value);
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
}
