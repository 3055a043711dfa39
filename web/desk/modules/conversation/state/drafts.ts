import type { Draft } from '../../../../lib/api/types';

interface Stored extends Draft {
  /** The server holds the same text. */
  synced: boolean;
}

const keyOf = (staffId: string, id: string) => `tx.draft.${staffId}.${id}`;

/** Written on every change, so that a closed window loses nothing. */
export function keepDraft(staffId: string, id: string, draft: Stored, storage: Storage = localStorage): void {
  try {
    if (draft.text === '' && draft.synced) storage.removeItem(keyOf(staffId, id));
    else storage.setItem(keyOf(staffId, id), JSON.stringify(draft));
  } catch {
    // Full or forbidden storage: the server's copy follows a second later.
  }
}

export function keptDraft(staffId: string, id: string, storage: Storage = localStorage): Stored | null {
  try {
    return JSON.parse(storage.getItem(keyOf(staffId, id)) ?? 'null') as Stored | null;
  } catch {
    return null;
  }
}

/** Unsaved local words win; otherwise the server's, which another browser may have changed. */
export function chooseDraft(local: Stored | null, server: Draft | null): Draft {
  if (local && !local.synced) return { kind: local.kind, text: local.text };
  return server ?? { kind: 'reply', text: '' };
}
