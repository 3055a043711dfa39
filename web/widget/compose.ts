import { isBlank } from '../lib/text/blank';
import type { Api, ApiError } from './api';
import type { Upload, Uploads } from './extras/uploads';
import type { Translate } from './i18n';
import type { Texts } from './i18n/zh-CN';
import type { Parts } from './parts';
import type { Language, WidgetConfig } from './protocol';
import type { Session } from './session';
import type { Store } from './storage';
import { Timers } from './timers';

export const TEXT_LIMIT = 10_000;
const TYPING_EVERY = 3000;
const TYPING_ENDS = 5000;
const NOTICE_SHOWN = 8000;

export interface ComposeDeps {
  api: Api;
  session: Session;
  store: Store;
  config: WidgetConfig;
  parts: Parts;
  language: Language;
  t: Translate;
  changed(): void;
}

/** Files that go on with whom the visitor has turned out to be. */
export interface Files {
  uploads: Upload[];
  held: File[];
  previews: Map<string, string>;
}

/** What the visitor is writing: text, files, and the words about them. */
export class Compose {
  draft: string;
  /** Pressed send while files were still on their way. */
  pending = false;
  /** A short message above the input. */
  notice = '';
  /** Files of the message, once what handles them has been loaded. */
  tray: Uploads | null = null;
  /** Chosen before that. */
  held: File[] = [];
  /** Previews of files just sent, by attachment id, so that they need no download. */
  previews = new Map<string, string>();
  private readonly timers = new Timers();
  private typedAt = 0;
  private stopped = false;

  constructor(readonly deps: ComposeDeps) {
    this.draft = deps.store.read('draft', '');
  }

  get canSend(): boolean {
    const { list = [] } = this.tray ?? {};
    return !isBlank(this.draft) || this.held.length > 0 || list.some((upload) => upload.state !== 'failed');
  }

  get busy(): boolean {
    return this.held.length > 0 || this.tray?.busy === true;
  }

  write(text: string): void {
    this.draft = text;
    this.pending = false;
    this.timers.set('draft', 300, () => this.deps.store.write('draft', this.draft));
    if (isBlank(text)) this.stopTyping();
    else this.typing();
    this.deps.changed();
  }

  addFiles(files: readonly File[]): void {
    if (this.tray) {
      this.tray.add(files);
      return;
    }
    this.held.push(...files);
    void this.makeTray();
  }

  submit(): void {
    const text = this.draft.trim();
    if (!this.canSend) return;
    if ([...text].length > TEXT_LIMIT) {
      this.say(this.deps.t('too_long', { n: TEXT_LIMIT }));
      return;
    }
    if (this.busy) {
      this.pending = true;
      this.deps.changed();
      return;
    }
    for (const upload of this.tray?.list ?? []) {
      if (upload.attachment && upload.preview) this.previews.set(upload.attachment.id, upload.preview);
    }
    this.pending = false;
    // First it is in the outbox, then out of the field.
    this.deps.session.send(text, this.tray?.take() ?? []);
    this.draft = '';
    this.timers.clear('draft');
    this.deps.store.write('draft', '');
    this.stopTyping();
  }

  /** Shows words for some seconds. */
  say(text: string): void {
    this.notice = text;
    this.timers.set('notice', NOTICE_SHOWN, () => this.hush());
    this.deps.changed();
  }

  hush(): void {
    this.notice = '';
    this.deps.changed();
  }

  /** Keeps the draft now. */
  keep(): void {
    if (this.timers.has('draft')) this.deps.store.write('draft', this.draft);
  }

  stop(): void {
    this.stopped = true;
    this.keep();
    this.timers.stop();
    for (const upload of [...(this.tray?.list ?? [])]) this.tray?.remove(upload.key);
    for (const url of this.previews.values()) URL.revokeObjectURL(url);
  }

  /** Gives the files away before it stops. */
  leave(): Files {
    const { held, previews } = this;
    this.held = [];
    this.previews = new Map();
    return { uploads: this.tray?.leave() ?? [], held, previews };
  }

  /** Goes on with the files of who the visitor was until now. */
  goOn({ uploads, held, previews }: Files): void {
    this.previews = previews;
    if (uploads.length + held.length === 0) return;
    this.held = held;
    void this.makeTray(uploads);
  }

  filesChanged(): void {
    if (this.pending && !this.busy) {
      if (this.tray?.list.some((upload) => upload.state === 'failed')) this.pending = false;
      else this.submit();
    }
    this.deps.changed();
  }

  private async makeTray(given: readonly Upload[] = []): Promise<void> {
    this.deps.changed();
    const extras = await this.deps.parts.load('extras');
    if (this.stopped) return;
    this.tray ??= extras.tray(this);
    if (given.length > 0) this.tray.adopt(given);
    // Who has pressed send meant all of them.
    if (this.held.length > 0 && !this.tray.add(this.held)) this.pending = false;
    this.held = [];
    this.filesChanged();
  }

  private typing(): void {
    this.timers.set('typing', TYPING_ENDS, () => this.stopTyping());
    if (Date.now() - this.typedAt < TYPING_EVERY) return;
    this.typedAt = Date.now();
    this.deps.session.sendTyping(true);
  }

  private stopTyping(): void {
    this.timers.clear('typing');
    if (this.typedAt === 0) return;
    this.typedAt = 0;
    this.deps.session.sendTyping(false);
  }
}

/** Words for a refusal: the server's own, or ours where it sent none. */
export function reasonOf(error: ApiError, t: Translate): string {
  const own: Partial<Record<number, keyof Texts>> = { 0: 'queued', 404: 'file_lost' };
  return error.message || t(own[error.status] ?? 'failed');
}
