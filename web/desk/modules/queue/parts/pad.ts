import { create } from 'zustand';

interface Pad {
  open: boolean;
  /** The conversation on screen when it was opened. */
  conversation: string;
  show: () => void;
  hide: () => void;
}

/** Whether somebody is taking a message, wherever in the desk they are. */
export const usePad = create<Pad>((set) => ({
  open: false,
  conversation: '',
  show: () => set({ open: true, conversation: /^\/inbox\/([^/]+)/.exec(location.pathname)?.[1] ?? '' }),
  hide: () => set({ open: false }),
}));
