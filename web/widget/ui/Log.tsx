import { useLayoutEffect, useRef } from 'preact/hooks';
import { dayLabel } from '../days';
import { type Line, toLines } from '../lines';
import type { VisitorMessage } from '../protocol';
import { Bubble, Pending } from './Bubble';
import { useNow, useShell } from './hooks';
import { DOWN, Icon } from './Icon';

const NEAR = 40;

export function Log() {
  const shell = useShell();
  const { session, deps } = shell;
  const { t } = deps;
  const now = useNow(5000) + session.clockSkew;
  const box = useRef<HTMLDivElement>(null);
  const outbox = session.outbox.items();
  const { thread, conversation, loaded } = session;
  const standing = conversation ? conversation.queue : shell.queue.prospect;
  const lines = toLines({ thread, outbox, conversation, standing, loaded, now });
  // A refusal has more to say than what it was said to.
  const states = outbox.map((item) => item.state).join();
  const toBottom = useSticking(box, thread.base, lines.length + states);
  const own = lines.filter((line) => line.kind === 'outbox').length;
  const before = useRef(own);
  useLayoutEffect(() => {
    // What the visitor sends is always shown, even while reading above.
    if (own > before.current) toBottom();
    before.current = own;
  }, [own, toBottom]);
  const unseen = shell.atBottom ? 0 : session.unread;
  return (
    <div class="middle">
      <div
        ref={box}
        class="log"
        role="log"
        aria-live="off"
        aria-label={t('log')}
        tabIndex={0}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) =>
          shell.scrolled(scrollHeight - scrollTop - clientHeight < NEAR)
        }
      >
        {lines.map((line) => (
          <Row key={line.key} line={line} now={now} closed={!!standing} />
        ))}
        {session.typing !== null && (
          <p class="typing">
            <i />
            <i />
            <i />
            {t('typing', { name: session.typing || t('staff') })}
          </p>
        )}
      </div>
      {unseen > 0 && (
        <button type="button" class="newer" onClick={toBottom}>
          {t('new_messages', { n: unseen })}
          <Icon path={DOWN} size={16} />
        </button>
      )}
    </div>
  );
}

/** Keeps the view at the bottom, or where it was when earlier messages are put on top. */
function useSticking(box: { current: HTMLDivElement | null }, base: number, shown: string): () => void {
  const shell = useShell();
  const before = useRef({ base, height: 0 });
  const toBottom = useRef(() => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
    shell.scrolled(true);
  }).current;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new line is what makes it run
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    if (base < before.current.base) element.scrollTop += element.scrollHeight - before.current.height;
    else if (shell.atBottom) element.scrollTop = element.scrollHeight;
    before.current = { base, height: element.scrollHeight };
  }, [base, shown, shell.session.typing, shell.compose.tray?.list.length, shell.deps.parts.get('extras')]);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || typeof ResizeObserver !== 'function') return;
    const observer = new ResizeObserver(() => {
      if (shell.atBottom) element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [box, shell]);
  return toBottom;
}

function Row({ line, now, closed }: { line: Line; now: number; closed: boolean }) {
  const shell = useShell();
  const { t, config, language } = shell.deps;
  // What nobody wrote says so.
  const auto = <div class="author">{t('auto')}</div>;
  switch (line.kind) {
    case 'older':
      return (
        <button type="button" class="older" onClick={() => void shell.session.loadOlder()}>
          {shell.session.loadingOlder ? t('loading') : t('older')}
        </button>
      );
    case 'greeting':
      return (
        <div class="bubble staff greeting">
          {auto}
          {config.greeting || t('greeting')}
        </div>
      );
    case 'waiting':
      // Where we are known to be closed, ours are said above already.
      return <p class="event">{closed ? config.offline_text : t('waiting_reply')}</p>;
    case 'day':
      return (
        <p class="day">
          {dayLabel(line.at, new Date(now), language, { today: t('today'), yesterday: t('yesterday') })}
        </p>
      );
    case 'state':
      return <p class="event">{t(line.event, { name: line.name || t('staff') })}</p>;
    case 'told':
      return (
        <div class="told">
          {auto}
          {line.message.text}
        </div>
      );
    case 'recalled':
      return <Recalled message={line.message} />;
    case 'message':
      return <Bubble {...line} />;
    case 'outbox':
      return <Pending item={line.item} />;
  }
}

function Recalled({ message }: { message: VisitorMessage }) {
  const shell = useShell();
  const { t } = shell.deps;
  const text = shell.recalledText(message.id);
  const own = message.from === 'visitor';
  return (
    <p class="event">
      {own ? t('recalled_own') : t('recalled_staff', { name: message.author_name || t('staff') })}
      {own && text && !shell.compose.draft && (
        <button
          type="button"
          class="link"
          onClick={(event) => {
            shell.compose.write(text);
            const root = event.currentTarget.getRootNode() as ShadowRoot;
            root.querySelector('textarea')?.focus();
          }}
        >
          {t('edit_again')}
        </button>
      )}
    </p>
  );
}
