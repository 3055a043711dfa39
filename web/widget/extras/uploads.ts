import { ApiError, type UploadHandle } from './api';
import { sizeLabel } from './days';
import type { Translate } from './i18n';
import type { Attachment, WidgetConfig } from './protocol';
import { randomKey } from './storage';
import { later } from './timers';

export const FILES_AT_ONCE = 10;
const PARALLEL = 2;

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
  attachment: Attachment | null;
}

export type Limits = Pick<WidgetConfig, 'max_file_bytes' | 'file_types'>;

/** file_types may hold media types, image/*, or endings with or without a dot; none means any. */
export function typeAllowed(file: Pick<File, 'name' | 'type'>, types: readonly string[]): boolean {
  if (types.length === 0) return true;
  const name = file.name.toLowerCase();
  const media = file.type.toLowerCase();
  return types.some((entry) => {
    const type = entry.toLowerCase();
    if (type === '*/*') return true;
    if (type.endsWith('/*')) return media.startsWith(type.slice(0, -1));
    return type.includes('/') ? media === type : name.endsWith(`.${type.replace(/^\./, '')}`);
  });
}

/** What is wrong with a file before a byte is sent, or null. */
export function fileFault(file: Pick<File, 'name' | 'type' | 'size'>, limits: Limits, t: Translate): string | null {
  const { name, size } = file;
  if (size === 0) return t('file_empty', { name });
  if (limits.max_file_bytes > 0 && size > limits.max_file_bytes) {
    return t('file_too_large', { name, size: sizeLabel(size), max: sizeLabel(limits.max_file_bytes) });
  }
  return typeAllowed(file, limits.file_types) ? null : t('file_type', { name });
}

export interface UploadsDeps {
  /** Starts one upload; asked again, with the same key, for a retry. */
  start(file: File, key: string, progress: (part: number) => void): UploadHandle;
  /** Words for a refusal. */
  reason(error: ApiError, file: File): string;
  changed(): void;
}

/** Files on their way before the message that will carry them. */
export class Uploads {
  list: Upload[] = [];
  private readonly handles = new Map<string, UploadHandle>();

  constructor(private readonly deps: UploadsDeps) {}

  get busy(): boolean {
    return this.list.some((upload) => upload.state === 'waiting' || upload.state === 'sending');
  }

  add(files: readonly File[]): void {
    for (const file of files) {
      const picture = /^image\/(png|jpeg|gif|webp|avif|bmp)$/.test(file.type);
      this.list.push({
        key: randomKey(),
        file,
        preview: picture ? URL.createObjectURL(file) : '',
        state: 'waiting',
        progress: 0,
        reason: '',
        lost: false,
        attachment: null,
      });
    }
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
      const fault = error instanceof ApiError ? error : new ApiError(0, '', '', 0);
      if (fault.status === 429) {
        later(() => this.retry(key), fault.retryAfter * 1000);
        return;
      }
      // A cancelled one is gone already.
      if (!this.list.some((upload) => upload.key === key)) return;
      const lost = fault.status === 0 || fault.status >= 500;
      this.change(key, { state: 'failed', lost, reason: this.deps.reason(fault, file) });
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
