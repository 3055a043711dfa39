import { useCallback, useEffect, useRef, useState } from 'react';
import type { Draft } from '../../../../lib/api/types';
import { conversations } from '../api';
import { changeThread } from './cache';
import { chooseDraft, followed, heardDraft, keepDraft, keptDraft } from './drafts';

const SAVE_MS = 1_000;
export type Saved = 'none' | 'local' | 'server';

/** Half-written words: in this browser at once, on the server a second later. */
export function useDraft(staffId: string, id: string, server: Draft | null) {
  const [draft, setDraft] = useState<Draft>(() => chooseDraft(keptDraft(staffId, id), server));
  const [saved, setSaved] = useState<Saved>('none');
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const due = useRef<Draft | null>(null);

  const push = useCallback(async () => {
    const next = due.current;
    if (!next) return;
    due.current = null;
    try {
      await conversations.draft(id, next);
      changeThread(id, (thread) => ({ ...thread, draft: next.text ? next : null }));
      if (due.current) return;
      keepDraft(staffId, id, { ...next, synced: true });
      setSaved(next.text ? 'server' : 'none');
    } catch {
      // Stays in this browser; the next change tries again.
    }
  }, [id, staffId]);

  const change = useCallback(
    (patch: Partial<Draft>) => {
      setDraft((old) => {
        const next = { ...old, ...patch };
        keepDraft(staffId, id, { ...next, synced: false });
        due.current = next;
        return next;
      });
      setSaved('local');
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void push(), SAVE_MS);
    },
    [id, staffId, push],
  );

  // Another tab writes on, or has sent it.
  useEffect(() => {
    const onStorage = (event: StorageEvent) => {
      const heard = heardDraft(staffId, event);
      if (heard?.id !== id) return;
      setDraft((shown) => {
        const next = followed(shown, heard);
        if (next !== shown) {
          due.current = null;
          clearTimeout(timer.current);
        }
        return next;
      });
    };
    window.addEventListener('storage', onStorage);
    return () => window.removeEventListener('storage', onStorage);
  }, [id, staffId]);

  // Leaving the conversation saves at once instead of in a second.
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      void push();
    },
    [push],
  );
  return { draft, change, saved };
}
