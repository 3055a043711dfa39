import type { ApiError } from '../api';
import { sizeLabel } from '../days';
import type { Attachment, WidgetConfig } from '../protocol';
import { randomKey } from '../storage';
import { later } from '../timers';
import type { ExtraTranslate } from './texts';
import type { UploadHandle } from './upload';

export const FILES_AT_ONCE = 10;
const PARALLEL = 2;
/** The file itself is refused: its size, its type, its name. */
const HOPELESS = [400, 413, 415];

export interface Upload {
  key: string;
  file: File;
  /** Object address of a picture, for the preview. */
  preview: string;
  state: 'waiting' | 'sending' | 'done' | 'failed';
  /** 0..1 */
  progress: number;
  /** Why it failed, in the reader's language. */
  reason: string;
  /** Failed for want of a network or a healthy server; worth another try by itself. */
  lost: boolean;
  /** Another try of the same file can only fail. */
  hopeless: boolean;
  attachment: Attachment | null;
}

export type Limits = Pick<WidgetConfig, 'max_file_bytes'>;

/** What is wrong with a file before a byte is sent, or null. */
export function fileFault(file: Pick<File, 'name' | 'size'>, limits: Limits, t: ExtraTranslate): string | null {
  const { name, size } = file;
  if (size === 0) return t('file_empty', { name });
  if (size > limits.max_file_bytes) {
    return t('file_too_large', { name, size: sizeLabel(size), max: sizeLabel(limits.max_file_bytes) });
  }
  return null;
}

export interface UploadsDeps {
  /** Starts one upload; asked again, with the same key, for a retry. */
  start(file: File, key: string, progress: (part: number) => void): UploadHandle;
  limits: Limits;
  t: ExtraTranslate;
  /** The word on a button. */
  retry: string;
  /** Words above the input. */
  say(text: string): void;
  changed(): void;
}

/** Files on their way before the message that will carry them. */
export class Uploads {
  list: Upload[] = [];
  private readonly handles = new Map<string, UploadHandle>();

  constructor(readonly deps: UploadsDeps) {}

  get busy(): boolean {
    return this.list.some((upload) => upload.state === 'waiting' || upload.state === 'sending');
  }

  /** Takes what may be sent; false when not all of them. */
  add(files: readonly File[]): boolean {
    const { limits, t, say } = this.deps;
    const room = Math.max(0, FILES_AT_ONCE - this.list.filter((upload) => !upload.hopeless).length);
    const faults = files.map((file) => fileFault(file, limits, t));
    const many = files.length - faults.filter(Boolean).length > room && t('file_many', { n: FILES_AT_ONCE });
    const fault = [...faults, many].filter(Boolean).join(' ');
    if (fault) say(fault);
    let taken = 0;
    files.forEach((file, i) => {
      const reason = faults[i] ?? '';
      // What cannot go stands among the others until it is taken away: a notice is gone in a moment.
      if (!reason && ++taken > room) return;
      const picture = !reason && /^image\/(png|jpeg|gif|webp|avif|bmp)$/.test(file.type);
      this.list.push({
        key: randomKey(),
        file,
        preview: picture ? URL.createObjectURL(file) : '',
        state: reason ? 'failed' : 'waiting',
        progress: 0,
        reason,
        lost: false,
        hopeless: reason !== '',
        attachment: null,
      });
    });
    this.pump();
    return !fault;
  }

  /** Gives everything away, to go on under another name; what was running begins anew there, with its key. */
  leave(): Upload[] {
    const { list } = this;
    this.list = [];
    for (const handle of this.handles.values()) handle.abort();
    return list.map((upload) => (upload.state === 'sending' ? { ...upload, state: 'waiting', progress: 0 } : upload));
  }

  /** Goes on with what somebody else has given away. */
  adopt(list: readonly Upload[]): void {
    this.list.push(...list);
    this.pump();
  }

  /** Cancels a running upload or takes a finished one off the message. */
  remove(key: string): void {
    this.handles.get(key)?.abort();
    const gone = this.list.find((upload) => upload.key === key);
    if (gone?.preview) URL.revokeObjectURL(gone.preview);
    this.list = this.list.filter((upload) => upload.key !== key);
    this.pump();
  }

  /** The network may be back. */
  wake(): void {
    for (const upload of this.list) if (upload.state === 'failed' && upload.lost) this.retry(upload.key);
  }

  retry(key: string): void {
    this.change(key, { state: 'waiting', progress: 0, reason: '' });
    this.pump();
  }

  /** Hands over the finished files; failed ones stay. */
  take(): Attachment[] {
    const done = this.list.flatMap((upload) => upload.attachment ?? []);
    this.list = this.list.filter((upload) => !upload.attachment);
    this.deps.changed();
    return done;
  }

  private pump(): void {
    let running = this.list.filter((upload) => upload.state === 'sending').length;
    for (const upload of this.list) {
      if (running >= PARALLEL) break;
      if (upload.state !== 'waiting') continue;
      running += 1;
      upload.state = 'sending';
      void this.run(upload);
    }
    this.deps.changed();
  }

  private async run({ key, file }: Upload): Promise<void> {
    try {
      const handle = this.deps.start(file, key, (progress) => this.change(key, { progress }));
      this.handles.set(key, handle);
      const attachment = await handle.done;
      this.change(key, { state: 'done', progress: 1, attachment });
    } catch (error) {
      const { status = 0, retryAfter = 5, message = '' } = error as Partial<ApiError>;
      // A cancelled one is gone already.
      if (!this.list.some((upload) => upload.key === key)) return;
      if (status === 429) {
        later(() => this.retry(key), retryAfter * 1000);
        return;
      }
      const { t, say } = this.deps;
      const reason = [t('upload_failed', { name: file.name }), status > 0 && message].filter(Boolean).join(' · ');
      say(reason);
      const hopeless = HOPELESS.includes(status);
      this.change(key, { state: 'failed', lost: status === 0 || status >= 500, hopeless, reason });
    } finally {
      this.handles.delete(key);
      this.pump();
    }
  }

  private change(key: string, patch: Partial<Upload>): void {
    this.list = this.list.map((upload) => (upload.key === key ? { ...upload, ...patch } : upload));
    this.deps.changed();
  }
}
