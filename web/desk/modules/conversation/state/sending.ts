import { ApiError } from '../../../../lib/api/client';
import { upload } from '../../../../lib/api/upload';
import { tellIncident } from '../../../../lib/incident/incident';
import type { UploadItem } from './uploads';

/** Shorter uploads delay no answer. */
const TOLD_FROM_MS = 1_000;

/** Says in words, or in the name of words of ours, why a file did not arrive. */
export function failure(cause: unknown): Pick<UploadItem, 'error' | 'passing'> {
  if (!(cause instanceof ApiError)) return { error: '', passing: true };
  const { status, code, message, passing } = cause;
  if (status === 0) return { error: 'network', passing };
  // Something on the way may refuse it, with a page that is not ours.
  if (!code) return { error: status === 413 ? 'refusedSize' : '', passing: status !== 413 };
  return { error: message, passing };
}

/** A folder looks like a file until it is read. */
async function readable(file: File): Promise<boolean> {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

/** Sends one file and tells how far it is; answers with the way to stop it. */
export function send(item: UploadItem, tell: (now: Partial<UploadItem>) => void, over: () => void): () => void {
  const began = Date.now();
  let stop = () => {};
  let stopped = false;
  const go = async () => {
    if (!(await readable(item.file))) {
      tell({ state: 'failed', error: 'unreadable' });
      return;
    }
    if (stopped) return;
    const { done, cancel } = upload(item.file, (part) => tell({ part }), item.key);
    stop = cancel;
    try {
      tell({ state: 'done', part: 1, result: await done });
    } catch (cause) {
      if (!(cause instanceof DOMException)) tell({ state: 'failed', ...failure(cause) });
    }
  };
  void go().finally(() => {
    over();
    if (Date.now() - began >= TOLD_FROM_MS) tellIncident('upload', began, Date.now());
  });
  return () => {
    stopped = true;
    stop();
  };
}
