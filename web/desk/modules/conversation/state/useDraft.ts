import { useCallback, useEffect, useRef, useState } from 'react';
import type { Draft } from '../../../../lib/api/types';
import { conversations } from '../api';
import { changeThread } from './cache';
import { drafted } from './drafted';
import { agreed, chooseDraft, followed, heardDraft, keepDraft, keptDraft } from './drafts';
import type { Thread } from './thread';

const SAVE_MS = 1_000;
export type Saved = 'none' | 'local' | 'server';

/** Half-written words: in this browser at once, on the server a second later. */
export function useDraft(staffId: string, id: string, { draft: server, asked }: Pick<Thread, 'draft' | 'asked'>) {
  const [draft, setDraft] = useState<Draft>(() => chooseDraft(keptDraft(staffId, id), server));
  const [saved, setSaved] = useState<Saved>('none');
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const due = useRef<Draft | null>(null);
  /** What the server held when it was last heard of, and when it was told something else. */
  const held = useRef({ text: server?.text ?? '', at: 0 });
  const telling = useRef(false);

  const push = useCallback(async () => {
    const next = due.current;
    if (!next) return;
    due.current = null;
    telling.current = true;
    try {
      await conversations.draft(id, next);
      held.current = { text: next.text, at: performance.now() };
      changeThread(id, (thread) => ({ ...thread, draft: next.text ? next : null }));
      if (due.current) return;
      keepDraft(staffId, id, { ...next, synced: true });
      setSaved(next.text ? 'server' : 'none');
    } catch {
      // Stays in this browser; the next change tries again.
    } finally {
      telling.current = false;
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

  // Another browser writes on, or has sent it. While the server is being told
  // something here, what it held before says nothing.
  useEffect(() => {
    const was = held.current;
    const text = server?.text ?? '';
    if (due.current || telling.current || asked < was.at || text === was.text) return;
    held.current = { ...was, text };
    setDraft((shown) => agreed(shown, was.text, server));
  }, [server, asked]);
  useEffect(() => drafted(id, draft.text !== ''), [id, draft.text]);

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
