import type { Shell } from './shell';

/** None of ours listens to these: they end at the window of the browser, before the page's own listeners. */
const UNHEARD =
  'focus blur focusin focusout keyup keypress beforeinput compositionstart compositionupdate compositionend copy cut mousedown contextmenu selectstart wheel touchstart touchmove touchend dragenter';
/** Ours come first; a page that listens on its way down, to the document with `capture`, still hears of them. */
const HEARD = 'keydown input paste dragover dragleave drop';

/**
 * What happens inside stays inside. To the page its target is the host, no
 * field: shortcuts would take the letters, a focus trap the focus, a list that
 * scrolls by itself the finger. Clicks, and the pointer that may be dragging
 * something of the page, go on.
 */
export function keepInside(host: HTMLElement, root: ShadowRoot, shell: Shell): () => void {
  const end = (event: Event) => {
    const ours = event.currentTarget === root || event.target === host;
    // Who has closed the window is on the page again, though its button has the focus.
    if (ours && (shell.open || !event.type.startsWith('key'))) event.stopPropagation();
  };
  const listen = (how: 'add' | 'remove') => {
    for (const name of UNHEARD.split(' ')) window[`${how}EventListener`](name, end, { capture: true, passive: true });
  };
  for (const name of HEARD.split(' ')) root.addEventListener(name, end);
  listen('add');
  return () => listen('remove');
}
