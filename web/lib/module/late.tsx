import { Component, type ComponentType, lazy, type ReactNode, Suspense, useState } from 'react';
import { useTexts } from '../i18n/i18n';
import { askAgain } from './module';

// Every part and page that is fetched when it is wanted. What does not come is
// said in its place, with a way to ask again; what stands goes on standing.

class Lost extends Error {}

type Load<P> = () => Promise<{ default: ComponentType<P> }>;

/** A sheet that did not come is not asked for a second time by the import alone. */
function mend(cause: unknown): Promise<unknown> | undefined {
  const [, url] = /CSS for (\S+)/.exec(String(cause)) ?? [];
  const dead = [...document.querySelectorAll('link')].find((one) => url && one.href === url);
  if (!dead) return;
  const next = dead.cloneNode() as HTMLLinkElement;
  return new Promise((resolve, reject) => {
    next.onload = resolve;
    next.onerror = () => reject(cause);
    dead.replaceWith(next);
  });
}

/**
 * Begins anew by loading the page, once the server can be reached and when it has
 * another build than this one; words half written are kept. Answers whether there
 * is something to ask for again here.
 */
export async function renew(force = false): Promise<boolean> {
  const page = await fetch('/', { cache: 'no-store' }).then(
    (answer) => (answer.ok ? answer.text() : ''),
    () => '',
  );
  if (!page) return false;
  const same = [...document.scripts].every(({ src }) => page.includes(new URL(src).pathname));
  if (same && !force) return true;
  location.reload();
  return false;
}

interface NoteProps {
  again: () => Promise<unknown>;
  onClose?: () => void;
}

function Note({ again, onClose }: NoteProps) {
  const { t } = useTexts('frame');
  const [busy, setBusy] = useState(false);
  const ask = () => {
    setBusy(true);
    void again().finally(() => setBusy(false));
  };
  return (
    <div className={onClose ? 'lost lost-over' : 'lost'} role="alert">
      {t('lost')}
      <button type="button" className="btn btn-link" disabled={busy} onClick={ask}>
        {t('problem.retry')}
      </button>
      {onClose && (
        <button type="button" className="btn btn-link" onClick={onClose}>
          {t('close')}
        </button>
      )}
    </div>
  );
}

class Boundary extends Component<NoteProps & { children: ReactNode }, { error?: unknown }> {
  override state: { error?: unknown } = {};
  static getDerivedStateFromError = (error: unknown) => ({ error });
  override render() {
    const { error } = this.state;
    if (error && !(error instanceof Lost)) throw error;
    return error ? <Note {...this.props} /> : this.props.children;
  }
}

/** A component fetched when it is first shown. */
export function late<P extends object>(load: Load<P>) {
  let known: ComponentType<P> | undefined;
  let failed = 0;
  let why: unknown;
  const bring = async () => {
    if (failed) askAgain();
    try {
      await mend(why);
      const found = await load();
      known = found.default;
      return found;
    } catch (cause) {
      failed += 1;
      why = cause;
      throw cause;
    }
  };
  const asking = (): ComponentType<P> =>
    lazy(() =>
      bring().catch((cause) => {
        // Whoever comes next asks anew: a failure is not kept.
        next = asking();
        throw new Lost('late', { cause });
      }),
    );
  let next = asking();
  function Late({ fallback = null, ...props }: P & { fallback?: ReactNode }) {
    const [{ One, turn }, set] = useState(() => ({ One: known ?? next, turn: 0 }));
    const { onClose } = props as { onClose?: () => void };
    // What fails twice while the server answers is helped by nothing but the page itself.
    const again = async () => (await renew(failed > 1)) && set({ One: known ?? next, turn: turn + 1 });
    return (
      <Boundary key={turn} again={again} onClose={onClose}>
        <Suspense fallback={fallback}>
          <One {...(props as unknown as P)} />
        </Suspense>
      </Boundary>
    );
  }
  /** Fetches it before it is asked for. */
  Late.preload = () =>
    known
      ? Promise.resolve()
      : bring().then(
          () => {},
          () => {},
        );
  return Late;
}
