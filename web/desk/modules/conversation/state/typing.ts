import { useEffect } from 'react';
import { create } from 'zustand';
import { live } from '../../../../lib/live/live';

export interface Typist {
  from: 'visitor' | 'staff';
  name: string;
  until: number;
}

/** A far end that vanished never says it stopped. */
const FADE_MS = 6_000;
const REPEAT_MS = 3_000;
const REST_MS = 4_000;

interface Store {
  who: Record<string, Typist | undefined>;
  put: (id: string, from: Typist['from'], name: string, on: boolean) => void;
}

export const useTyping = create<Store>((set, get) => ({
  who: {},
  put: (id, from, name, on) => {
    set({ who: { ...get().who, [id]: on ? { from, name, until: Date.now() + FADE_MS } : undefined } });
    if (!on) return;
    setTimeout(() => {
      const now = get().who[id];
      if (now && now.until <= Date.now()) set({ who: { ...get().who, [id]: undefined } });
    }, FADE_MS + 50);
  },
}));

/** Tells the far end, sparingly, that something is being written. */
export function useTellTyping(id: string): (writing: boolean) => void {
  useEffect(() => () => stop(id), [id]);
  return (writing) => (writing ? go(id) : stop(id));
}

let last = { id: '', at: 0 };
let rest: ReturnType<typeof setTimeout> | undefined;

function go(id: string): void {
  clearTimeout(rest);
  rest = setTimeout(() => stop(id), REST_MS);
  if (last.id === id && Date.now() - last.at < REPEAT_MS) return;
  last = { id, at: Date.now() };
  live.typing(id, true);
}

function stop(id: string): void {
  clearTimeout(rest);
  if (last.id !== id) return;
  last = { id: '', at: 0 };
  live.typing(id, false);
}
