import { create } from 'zustand';

interface Badges {
  counts: Record<string, number>;
  set: (name: string, count: number) => void;
}

/** Numbers on the rail and in the title, set by the modules they belong to. */
export const useBadges = create<Badges>((set) => ({
  counts: {},
  set: (name, count) => set((old) => (old.counts[name] === count ? old : { counts: { ...old.counts, [name]: count } })),
}));
