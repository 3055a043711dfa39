import { create } from 'zustand';
import { ApiError, clientKey } from '../../../../lib/api/client';
import type { Attachment } from '../../../../lib/api/types';
import { upload } from '../../../../lib/api/upload';
import { tellIncident } from '../../../../lib/incident/incident';

/** Shorter uploads delay no answer. */
const TOLD_FROM_MS = 1_000;
export const MAX_BYTES = 20 * 1024 * 1024;

export interface UploadItem {
  key: string;
  name: string;
  size: number;
  /** A local picture shown while the real one is under way. */
  preview: string;
  part: number;
  state: 'sending' | 'done' | 'failed';
  error: string;
  result?: Attachment;
  file: File;
}

interface Store {
  items: Record<string, UploadItem[] | undefined>;
  add: (id: string, files: File[], tooLarge: string) => void;
  retry: (id: string, key: string) => void;
  remove: (id: string, key: string) => void;
  clear: (id: string) => void;
}

const cancels = new Map<string, () => void>();

/** Lives outside the composer: leaving a conversation does not stop its uploads. */
export const useUploads = create<Store>((set, get) => {
  const put = (id: string, change: (items: UploadItem[]) => UploadItem[]) =>
    set({ items: { ...get().items, [id]: change(get().items[id] ?? []) } });
  const patch = (id: string, key: string, fields: Partial<UploadItem>) =>
    put(id, (items) => items.map((item) => (item.key === key ? { ...item, ...fields } : item)));
  const start = (id: string, item: UploadItem) => {
    const began = Date.now();
    const { done, cancel } = upload(item.file, (part) => patch(id, item.key, { part }), item.key);
    cancels.set(item.key, cancel);
    done
      .then((result) => patch(id, item.key, { state: 'done', part: 1, result }))
      .catch((cause) => {
        if (!(cause instanceof DOMException)) {
          patch(id, item.key, { state: 'failed', error: cause instanceof ApiError ? cause.message : '' });
        }
      })
      .finally(() => {
        cancels.delete(item.key);
        if (Date.now() - began >= TOLD_FROM_MS) tellIncident('upload', began, Date.now());
      });
  };
  const forget = (items: UploadItem[]) => {
    for (const item of items) {
      cancels.get(item.key)?.();
      if (item.preview) URL.revokeObjectURL(item.preview);
    }
  };
  return {
    items: {},
    add: (id, files, tooLarge) => {
      const fresh = files.map(
        (file): UploadItem => ({
          key: clientKey(),
          name: file.name || 'image.png',
          size: file.size,
          preview: file.type.startsWith('image/') ? URL.createObjectURL(file) : '',
          part: 0,
          state: file.size > MAX_BYTES ? 'failed' : 'sending',
          error: file.size > MAX_BYTES ? tooLarge : '',
          file,
        }),
      );
      put(id, (items) => [...items, ...fresh]);
      for (const item of fresh) if (item.state === 'sending') start(id, item);
    },
    retry: (id, key) => {
      const item = get().items[id]?.find((one) => one.key === key);
      if (!item || item.size > MAX_BYTES) return;
      patch(id, key, { state: 'sending', part: 0, error: '' });
      start(id, item);
    },
    remove: (id, key) =>
      put(id, (items) => {
        forget(items.filter((item) => item.key === key));
        return items.filter((item) => item.key !== key);
      }),
    clear: (id) =>
      put(id, (items) => {
        forget(items);
        return [];
      }),
  };
});
