import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import type { ServerFrame } from '../../../../lib/live/frames';
import { useFrames } from '../../../../lib/live/live';
import { serverNow } from '../../../../lib/time/time';

/** The server's time, read again every `every` milliseconds while somebody looks. */
export function useNow(every = 1000, looking = true): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    if (!looking) return;
    setNow(serverNow());
    const timer = setInterval(() => setNow(serverNow()), every);
    return () => clearInterval(timer);
  }, [every, looking]);
  return now;
}

/** Acts at once, then at most once in `every` milliseconds; the last call is never lost. */
export function throttled(act: () => void, every: number): { run: () => void; stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let again = false;
  const run = () => {
    if (timer !== undefined) {
      again = true;
      return;
    }
    act();
    timer = setTimeout(() => {
      timer = undefined;
      if (!again) return;
      again = false;
      run();
    }, every);
  };
  return { run, stop: () => clearTimeout(timer) };
}

/** Calls `act` when a frame of one of these kinds has come, at most once a second. */
export function useTold(kinds: ServerFrame['t'][], act: () => void): void {
  const latest = useRef(act);
  latest.current = act;
  const limit = useRef(throttled(() => latest.current(), 1000));
  const wanted = useRef(kinds);
  useEffect(() => () => limit.current.stop(), []);
  useFrames(
    useCallback((frames: ServerFrame[]) => {
      if (frames.some((frame) => wanted.current.includes(frame.t))) limit.current.run();
    }, []),
  );
}

/** Puts the caret into the first field once the dialog around the form is open. */
export function useFirstField(form: RefObject<HTMLFormElement | null>): void {
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('input, textarea')?.focus();
  }, [form]);
}
