import { create } from 'zustand';
import { clientKey } from '../../../../lib/api/client';
import type { Attachment } from '../../../../lib/api/types';

export const MAX_BYTES = 20 * 1024 * 1024;

export interface UploadItem {
  key: string;
  name: string;
  size: number;
  /** A local picture shown while the real one is under way. */
  preview: string;
  part: number;
  state: 'sending' | 'done' | 'failed';
  /** Why it failed, in the server's words or as a name of ours. */
  error: string;
  /** Trying again may help. */
  passing?: boolean;
  result?: Attachment;
  file: File;
}

interface Store {
  items: Record<string, UploadItem[] | undefined>;
  add: (id: string, files: File[]) => void;
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
  const start = (id: string, item: UploadItem) =>
    import('./sending').then(
      ({ send }) => {
        if (!get().items[id]?.some((one) => one.key === item.key)) return;
        cancels.set(
          item.key,
          send(
            item,
            (fields) => patch(id, item.key, fields),
            () => cancels.delete(item.key),
          ),
        );
      },
      () => patch(id, item.key, { state: 'failed', error: 'network', passing: true }),
    );
  const forget = (items: UploadItem[]) => {
    for (const item of items) {
      cancels.get(item.key)?.();
      if (item.preview) URL.revokeObjectURL(item.preview);
    }
  };
  return {
    items: {},
    add: (id, files) => {
      const fresh = files.map(
        (file): UploadItem => ({
          key: clientKey(),
          name: file.name || 'image.png',
          size: file.size,
          preview: file.type.startsWith('image/') ? URL.createObjectURL(file) : '',
          part: 0,
          state: file.size > MAX_BYTES ? 'failed' : 'sending',
          error: file.size > MAX_BYTES ? 'tooLarge' : '',
          file,
        }),
      );
      put(id, (items) => [...items, ...fresh]);
      for (const item of fresh) if (item.state === 'sending') void start(id, item);
    },
    retry: (id, key) => {
      const item = get().items[id]?.find((one) => one.key === key);
      if (!item || item.size > MAX_BYTES) return;
      patch(id, key, { state: 'sending', part: 0, error: '' });
      void start(id, item);
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
