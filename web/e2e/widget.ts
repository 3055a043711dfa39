import { expect, type Locator, type Page } from '@playwright/test';

type FilePayload = { name: string; mimeType: string; buffer: Buffer };

/** The chat window as a visitor meets it on the sample site. */
export class Widget {
  readonly launcher: Locator;
  readonly panel: Locator;
  readonly input: Locator;
  readonly log: Locator;
  /** What is said about waiting. */
  readonly queue: Locator;
  /** The form for a message. */
  readonly note: Locator;

  constructor(readonly page: Page) {
    this.launcher = page.getByRole('button', { name: /^在线客服/ });
    this.panel = page.getByRole('dialog', { name: '小满衣橱客服' });
    this.input = page.getByRole('textbox', { name: '消息内容' });
    this.log = page.getByRole('log', { name: '对话记录' });
    this.queue = page.getByRole('group', { name: '排队情况' });
    this.note = page.getByRole('form', { name: /给我们留言|留个电话，我们打给您/ });
  }

  async visit(path = '/widget/demo'): Promise<void> {
    await this.page.goto(path);
    await expect(this.launcher.or(this.panel)).toBeVisible();
  }

  async open(): Promise<void> {
    await this.launcher.click();
    await expect(this.panel).toBeVisible();
  }

  button(name: string | RegExp): Locator {
    return this.panel.getByRole('button', { name });
  }

  async say(text: string): Promise<void> {
    await this.input.fill(text);
    await this.input.press('Enter');
  }

  async attach(...files: FilePayload[]): Promise<void> {
    await this.page.locator('#tiexin-widget input[type=file]').setInputFiles(files);
  }

  /** Fills in the form for a message. */
  async write(note: { name: string; contact: string; matter?: string; urgent?: boolean }): Promise<void> {
    await this.note.getByLabel('怎么称呼您').fill(note.name);
    await this.note.getByLabel(/手机号或邮箱|电话号码/).fill(note.contact);
    if (note.matter !== undefined) await this.note.getByLabel('想问的事').fill(note.matter);
    if (note.urgent) await this.note.getByLabel('这件事比较急').check();
  }

  /** Texts of all bubbles but the greeting, top to bottom. */
  bubbles(): Locator {
    return this.page.locator('#tiexin-widget .said .bubble');
  }

  message(text: string): Locator {
    return this.bubbles().filter({ hasText: text });
  }

  async delivered(text: string): Promise<void> {
    const said = this.page.locator('#tiexin-widget .said').filter({ hasText: text });
    await expect(said.getByText(/已送达|已读/).last()).toBeVisible();
  }
}
