import type { Draft } from '../../../../lib/api/types';

interface Stored extends Draft {
  /** The server holds the same text. */
  synced: boolean;
}

const PREFIX = 'tx.draft.';
const keyOf = (staffId: string, id: string) => `${PREFIX}${staffId}.${id}`;

/** Written on every change, so that a closed window loses nothing; what the server holds need not stay here. */
export function keepDraft(staffId: string, id: string, draft: Stored, storage: Storage = localStorage): void {
  try {
    if (draft.synced) storage.removeItem(keyOf(staffId, id));
    else storage.setItem(keyOf(staffId, id), JSON.stringify(draft));
  } catch {
    // Full or forbidden storage: the server's copy follows a second later.
  }
}

function read(text: string | null): Stored | null {
  try {
    return JSON.parse(text ?? 'null') as Stored | null;
  } catch {
    return null;
  }
}

export function keptDraft(staffId: string, id: string, storage: Storage = localStorage): Stored | null {
  try {
    return read(storage.getItem(keyOf(staffId, id)));
  } catch {
    return null;
  }
}

/** Unsaved local words win; otherwise the server's, which another browser may have changed. */
export function chooseDraft(local: Stored | null, server: Draft | null): Draft {
  const { kind, text } = (local && !local.synced ? local : server) ?? { kind: 'reply', text: '' };
  // How the last words went out says nothing of the next ones.
  return { kind: text ? kind : 'reply', text };
}

const asideOf = (staffId: string, id: string) => `${PREFIX}aside.${staffId}.${id}`;

/** Keeps what was meant for a colleague out of the answer to the customer; none takes it away. */
export function layAside(staffId: string, id: string, text: string, storage: Storage = localStorage): void {
  try {
    if (text) storage.setItem(asideOf(staffId, id), text);
    else storage.removeItem(asideOf(staffId, id));
  } catch {
    // Full or forbidden storage.
  }
}

export function laidAside(staffId: string, id: string, storage: Storage = localStorage): string {
  try {
    return storage.getItem(asideOf(staffId, id)) ?? '';
  } catch {
    return '';
  }
}

/** Of which conversation of one's own a change in storage tells, and what its draft is now. */
export function heardDraft(
  staffId: string,
  event: Pick<StorageEvent, 'key' | 'oldValue' | 'newValue'>,
): { id: string; was: string | null; now: Draft } | null {
  const mine = keyOf(staffId, '');
  const next = read(event.newValue);
  // Taken away means saved: the words stand where they stood.
  if (!event.key?.startsWith(mine) || !next) return null;
  const { kind, text } = next;
  return { id: event.key.slice(mine.length), was: read(event.oldValue)?.text ?? null, now: { kind, text } };
}

/**
 * What to show when another tab has changed the draft: it goes along unless
 * other words are being written here. Sent there, it must not wait here to be
 * sent again.
 */
export function followed(shown: Draft, heard: { was: string | null; now: Draft }): Draft {
  return heard.was === null || heard.was === shown.text ? heard.now : shown;
}

/**
 * What to show when the server holds something else than it did: gone on with or
 * sent in another browser, it goes along; what was typed here since stays.
 */
export function agreed(shown: Draft, was: string, server: Draft | null): Draft {
  return shown.text === was ? chooseDraft(null, server) : shown;
}

/** What is stored here and nowhere else. */
export function unsavedDrafts(staffId: string, storage: Storage = localStorage): { id: string; draft: Draft }[] {
  const mine = keyOf(staffId, '');
  return storedKeys(storage, mine).flatMap((key) => {
    const draft = read(storage.getItem(key));
    return draft ? { id: key.slice(mine.length), draft: { kind: draft.kind, text: draft.text } } : [];
  });
}

/** Takes everybody's drafts out of this browser. */
export function dropDrafts(storage: Storage = localStorage): void {
  for (const key of storedKeys(storage, PREFIX)) storage.removeItem(key);
}

function storedKeys(storage: Storage, prefix: string): string[] {
  try {
    return Array.from({ length: storage.length }, (_, at) => storage.key(at) ?? '').filter((key) =>
      key.startsWith(prefix),
    );
  } catch {
    return [];
  }
}
