import { useEffect } from 'preact/hooks';
import type { Shell } from '../shell';

interface Watcher {
  onclose: (() => void) | null;
  destroy(): void;
}

type Closing = new () => Watcher;
type Browser = Window & { CloseWatcher?: Closing };

/** Back on a phone leaves what covers the page, one step at a time, and not the page. */
export function useBack(shell: Shell): void {
  useEffect(() => {
    const { CloseWatcher } = window as Browser;
    return CloseWatcher ? watch(shell, CloseWatcher) : hold(shell);
  }, [shell]);
}

type Covering = Pick<Shell, 'open' | 'back'>;

/** Where the browser itself asks what Back is to close. */
function watch(shell: Covering, CloseWatcher: Closing): () => void {
  let watcher: Watcher;
  const begin = () => {
    watcher = new CloseWatcher();
    watcher.onclose = () => {
      shell.back();
      if (shell.open) begin();
    };
  };
  begin();
  return () => watcher.destroy();
}

/**
 * Elsewhere an entry of ours lies on the page's own, with the same address,
 * while the window is open. Not on one that has a state: there a router keeps
 * the history, and might load the page anew for what is no step of its own.
 */
function hold(shell: Covering): () => void {
  const { href } = location;
  /** A page that has moved on while we covered it has an entry of its own on top. */
  const ours = () => location.href === href && history.state?.tiexin === true;
  let over = false;
  const lay = () => {
    try {
      // As the browser has it: pages put their own in its place to count or route.
      if (history.state === null) History.prototype.pushState.call(history, { tiexin: true }, '');
    } catch {
      // Some frames may not; there Back does what it always did.
    }
  };
  const gone = () => {
    if (ours() || location.href !== href) return;
    if (over) window.removeEventListener('popstate', gone);
    else shell.back();
    // Also when it was opened again before our entry was gone.
    if (shell.open) lay();
  };
  lay();
  window.addEventListener('popstate', gone);
  return () => {
    over = true;
    // Another window takes over, or the page's own entry must not be taken.
    if (shell.open || !ours()) window.removeEventListener('popstate', gone);
    else history.back();
  };
}
