import { create } from 'zustand';

interface Toast {
  id: number;
  text: string;
  action?: { label: string; run: () => void };
}

interface Store {
  toasts: Toast[];
  show: (text: string, action?: Toast['action']) => void;
  drop: (id: number) => void;
}

const SHORT_MS = 3_000;
/** Long enough to notice a slip and take it back. */
const UNDO_MS = 6_000;
let next = 1;

const useToasts = create<Store>((set, get) => ({
  toasts: [],
  show: (text, action) => {
    const id = next++;
    set({ toasts: [...get().toasts.slice(-2), { id, text, action }] });
    setTimeout(() => get().drop(id), action ? UNDO_MS : SHORT_MS);
  },
  drop: (id) => set({ toasts: get().toasts.filter((toast) => toast.id !== id) }),
}));

/** For success and undo only; what failed is said where it failed. */
export const toast = (text: string, action?: Toast['action']) => useToasts.getState().show(text, action);

export function Toasts() {
  const { toasts, drop } = useToasts();
  return (
    <div className="toasts" role="status" aria-live="polite">
      {toasts.map((one) => (
        <div key={one.id} className="toast">
          <span>{one.text}</span>
          {one.action && (
            <button
              type="button"
              onClick={() => {
                one.action?.run();
                drop(one.id);
              }}
            >
              {one.action.label}
            </button>
          )}
        </div>
      ))}
    </div>
  );
}
