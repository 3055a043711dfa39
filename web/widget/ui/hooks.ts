import { createContext } from 'preact';
import { useContext, useEffect, useLayoutEffect, useReducer, useState } from 'preact/hooks';
import type { Shell } from '../shell';

export const ShellContext = createContext<Shell | null>(null);

/** The shell, redrawing on every change of it. */
export function useShell(): Shell {
  const shell = useContext(ShellContext);
  if (!shell) throw new Error();
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  // Before paint: a change between drawing and an effect would go unseen.
  useLayoutEffect(() => shell.watch(() => redraw(undefined)), [shell]);
  return shell;
}

export function useMedia(query: string): boolean {
  const [on, setOn] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const update = () => setOn(list.matches);
    update();
    list.addEventListener('change', update);
    return () => list.removeEventListener('change', update);
  }, [query]);
  return on;
}

/** Unix milliseconds, moving on every few seconds while shown. */
export function useNow(every: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}
