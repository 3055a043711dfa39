import { type RefObject, useCallback, useEffect, useState } from 'react';

export interface Span {
  first: number;
  last: number;
}

/** Which of `count` rows of one height to draw, `extra` beyond each edge. */
export function visible(top: number, view: number, height: number, count: number, extra: number): Span {
  const first = Math.max(0, Math.min(count - 1, Math.floor(top / height) - extra));
  const last = Math.min(count - 1, Math.ceil((top + view) / height) - 1 + extra);
  return { first, last: Math.max(last, first - 1) };
}

/** Where to scroll so that a row is wholly in view; the same place if it is. */
export function reveal(index: number, top: number, view: number, height: number, less = 0): number {
  const start = index * height - less;
  if (start < top) return start;
  return start + height > top + view ? start + height - view : top;
}

/** A row that is lower than the others, and by how much; the rows behind it stand higher. */
export interface Low {
  at: number;
  by: number;
}

const EXTRA = 6;

/** Rows of equal height but one, of which only those in sight are drawn. */
export function useRows(box: RefObject<HTMLElement | null>, count: number, height: number, low?: Low) {
  const [port, setPort] = useState({ top: 0, view: 900 });
  const present = count > 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the box comes and goes with the rows
  useEffect(() => {
    const el = box.current;
    if (!el) return;
    const read = () => setPort({ top: el.scrollTop, view: el.clientHeight });
    read();
    const watcher = new ResizeObserver(read);
    watcher.observe(el);
    el.addEventListener('scroll', read, { passive: true });
    return () => {
      watcher.disconnect();
      el.removeEventListener('scroll', read);
    };
  }, [present]);
  const { at, by } = low ?? { at: count, by: 0 };
  const less = useCallback((index: number) => (index > at ? by : 0), [at, by]);
  const show = useCallback(
    (index: number) => {
      const el = box.current;
      if (el && index >= 0) el.scrollTop = reveal(index, el.scrollTop, el.clientHeight, height, less(index));
    },
    [box, height, less],
  );
  const topOf = (index: number) => index * height - less(index);
  return { ...visible(port.top, port.view, height, count, EXTRA), total: topOf(count), topOf, show };
}
