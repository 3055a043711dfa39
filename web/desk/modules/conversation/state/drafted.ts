import { create } from 'zustand';

/** In which conversations words of one's own are half written, as far as this browser has seen. */
export const useDrafted = create<Record<string, boolean>>(() => ({}));

const KEY = 'tx.draft.in';

/** What this browser remembers from before the page was loaded; of the person who signs in only. */
export function startDrafted(staffId: string, storage: Storage = localStorage): () => void {
  try {
    const kept = JSON.parse(storage.getItem(KEY) ?? '{}') as { who?: string; ids?: string[] };
    if (kept.who === staffId) useDrafted.setState(Object.fromEntries((kept.ids ?? []).map((id) => [id, true])));
  } catch {
    // Forbidden or broken: conversations tell when they are opened.
  }
  const stop = useDrafted.subscribe((now) => {
    try {
      storage.setItem(KEY, JSON.stringify({ who: staffId, ids: Object.keys(now).filter((id) => now[id]) }));
    } catch {
      // Full or forbidden storage.
    }
  });
  return () => {
    stop();
    useDrafted.setState({}, true);
  };
}

export function drafted(id: string, on: boolean): void {
  if ((useDrafted.getState()[id] ?? false) !== on) useDrafted.setState({ [id]: on });
}
