import { type Api, ApiError, type UploadHandle } from './api';
import type { Translate } from './i18n';
import type { Texts } from './i18n/zh-CN';
import type { WidgetConfig } from './protocol';
import type { Session } from './session';
import type { Store } from './storage';
import { Timers } from './timers';
import { FILES_AT_ONCE, fileFault, Uploads } from './uploads';

export const TEXT_LIMIT = 10_000;
const TYPING_EVERY = 3000;
const TYPING_ENDS = 5000;
const NOTICE_SHOWN = 8000;

export interface ComposeDeps {
  api: Api;
  session: Session;
  store: Store;
  config: WidgetConfig;
  t: Translate;
  reason(error: ApiError): string;
  changed(): void;
}

/** What the visitor is writing: text, files, and the words about them. */
export class Compose {
  draft: string;
  /** Pressed send while files were still on their way. */
  pending = false;
  /** A short message above the input. */
  notice = '';
  readonly uploads: Uploads;
  /** Previews of files just sent, by attachment id, so that they need no download. */
  readonly previews = new Map<string, string>();
  private readonly timers = new Timers();
  private typedAt = 0;

  constructor(private readonly deps: ComposeDeps) {
    this.draft = deps.store.read('draft', '');
    this.uploads = new Uploads({
      start: (file, key, progress) => this.startUpload(file, key, progress),
      reason: (error, file) => this.explain(error, file),
      changed: () => this.uploadsChanged(),
    });
  }

  get canSend(): boolean {
    return this.draft.trim() !== '' || this.uploads.list.some((upload) => upload.state !== 'failed');
  }

  write(text: string): void {
    this.draft = text;
    this.pending = false;
    this.timers.set('draft', 300, () => this.deps.store.write('draft', this.draft));
    if (text.trim()) this.typing();
    else this.stopTyping();
    this.deps.changed();
  }

  addFiles(files: readonly File[]): void {
    const { config, t } = this.deps;
    const room = FILES_AT_ONCE - this.uploads.list.length;
    const good: File[] = [];
    let fault = '';
    for (const file of files) {
      const wrong = fileFault(file, config, t);
      if (wrong) fault = wrong;
      else good.push(file);
    }
    if (good.length > room) fault = t('file_many', { n: FILES_AT_ONCE });
    if (fault) this.say(fault);
    this.uploads.add(good.slice(0, Math.max(0, room)));
  }

  submit(): void {
    const text = this.draft.trim();
    if (!this.canSend) return;
    if ([...text].length > TEXT_LIMIT) {
      this.say(this.deps.t('too_long', { n: TEXT_LIMIT }));
      return;
    }
    if (this.uploads.busy) {
      this.pending = true;
      this.deps.changed();
      return;
    }
    for (const upload of this.uploads.list) {
      if (upload.attachment && upload.preview) this.previews.set(upload.attachment.id, upload.preview);
    }
    this.pending = false;
    this.draft = '';
    this.timers.clear('draft');
    this.deps.store.write('draft', '');
    this.stopTyping();
    this.deps.session.send(text, this.uploads.take());
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
    this.keep();
    this.timers.stop();
    for (const upload of [...this.uploads.list]) this.uploads.remove(upload.key);
    for (const url of this.previews.values()) URL.revokeObjectURL(url);
  }

  private startUpload(file: File, key: string, progress: (part: number) => void): UploadHandle {
    let abort = (): void => undefined;
    let aborted = false;
    const done = this.deps.session.call((token) => {
      if (aborted) throw new ApiError(0, 'aborted', '', 0);
      const handle = this.deps.api.upload(token, file, key, progress);
      abort = handle.abort;
      return handle.done;
    });
    return {
      done,
      abort: () => {
        aborted = true;
        abort();
      },
    };
  }

  private explain(error: ApiError, file: File): string {
    const { t, reason } = this.deps;
    const text = [t('upload_failed', { name: file.name }), error.message && reason(error)].filter(Boolean).join(' · ');
    this.say(text);
    return text;
  }

  private uploadsChanged(): void {
    if (this.pending && !this.uploads.busy) {
      if (this.uploads.list.some((upload) => upload.state === 'failed')) this.pending = false;
      else this.submit();
    }
    this.deps.changed();
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
