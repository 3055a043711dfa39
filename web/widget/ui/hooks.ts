import { useEffect, useLayoutEffect, useReducer, useState } from 'preact/hooks';
import type { Shell } from '../shell';

/** Of the window on the page: there is one at a time, and a context would cost more than it says. */
const here: { shell?: Shell } = {};

export function hold(shell: Shell): void {
  here.shell = shell;
}

/** The shell, redrawing on every change of it. */
export function useShell(): Shell {
  const shell = here.shell as Shell;
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  // Before paint: a change between drawing and an effect would go unseen.
  useLayoutEffect(() => shell.watch(() => redraw(undefined)), []);
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
