import { Fragment, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Me, Message } from '../../../../lib/api/types';
import { locale, useTexts } from '../../../../lib/i18n/i18n';
import { late } from '../../../../lib/module/late';
import { day } from '../../../../lib/time/time';
import { Button } from '../../../../ui/Button';
import { Icon } from '../../../../ui/Icon';
import { conversations } from '../api';
import { changeThread, putRead } from '../state/cache';
import { useOutbox } from '../state/desk';
import { write } from '../state/hand';
import { firstSeq, lastSeq, prepend, type Thread } from '../state/thread';
import { useTyping } from '../state/typing';
import { MessageItem } from './MessageItem';
import { OutboxItem } from './OutboxItem';

const NEAR_TOP = 240;
const NEAR_BOTTOM = 80;

/** Loads older pages; answers whether anything came. */
function useOlder(id: string) {
  const [loading, setLoading] = useState(false);
  const busy = useRef(false);
  const load = useCallback(
    async (before: number, limit?: number): Promise<number> => {
      if (busy.current || before <= 1) return before;
      busy.current = true;
      setLoading(true);
      try {
        const { rows } = await conversations.before(id, before, limit);
        changeThread(id, (thread) => ({ ...thread, messages: prepend(thread.messages, rows) }));
        return firstSeq(rows) || 1;
      } catch {
        // Scrolling up again asks again.
        return before;
      } finally {
        busy.current = false;
        setLoading(false);
      }
    },
    [id],
  );
  return { load, loading };
}

/** Tells the server what has been seen, while the window is really looked at. */
function useMarkRead(thread: Thread, me: Me, atBottom: boolean): void {
  const { id } = thread.conversation;
  const seq = lastSeq(thread.messages);
  const behind = thread.conversation.my_read_seq < seq;
  const [focused, setFocused] = useState(() => document.hasFocus());
  useEffect(() => {
    const follow = () => setFocused(document.hasFocus() && !document.hidden);
    window.addEventListener('focus', follow);
    window.addEventListener('blur', follow);
    return () => {
      window.removeEventListener('focus', follow);
      window.removeEventListener('blur', follow);
    };
  }, []);
  useEffect(() => {
    if (!behind || !focused || !atBottom) return;
    const timer = setTimeout(() => {
      putRead(id, me.id, seq, me.id);
      conversations.read(id, seq).catch(() => {});
    }, 350);
    return () => clearTimeout(timer);
  }, [behind, focused, atBottom, id, seq, me.id]);
}

function TypingLine({ id }: { id: string }) {
  const { t } = useTexts('conversation');
  const typist = useTyping((typing) => typing.who[id]);
  return (
    <div className="typing" aria-live="off">
      {typist && (typist.from === 'visitor' ? t('typing.visitor') : t('typing.staff', { name: typist.name }))}
    </div>
  );
}

function dayOf(message: Message): string {
  return new Date(message.created_at).toDateString();
}

const Jump = late(() => import('./Jump'));

interface StreamProps {
  thread: Thread;
  me: Me;
  unreadFrom: number;
  found: number;
}

/** The messages with the lines between days and before the unread. */
function Stream({ thread, me, unreadFrom, found }: StreamProps) {
  const { t } = useTexts('conversation');
  const { messages, conversation } = thread;
  // Whoever has answered has read.
  const answered = messages.some(
    ({ seq, kind, author }) => seq > unreadFrom && kind !== 'event' && author.id === me.id,
  );
  return (
    <>
      {messages.map((message, index) => {
        const before = messages[index - 1];
        return (
          <Fragment key={message.id}>
            {(!before || dayOf(before) !== dayOf(message)) && (
              <div className="line">{day(message.created_at, locale())}</div>
            )}
            {!answered && message.seq > unreadFrom && (before?.seq ?? 0) <= unreadFrom && (
              <div className="line unread">{t('thread.unread')}</div>
            )}
            <MessageItem
              message={message}
              me={me}
              read={message.seq <= conversation.visitor_read_seq}
              found={message.seq === found}
              follows={before?.author.id === message.author.id && before?.kind === message.kind}
            />
          </Fragment>
        );
      })}
    </>
  );
}

interface Props {
  thread: Thread;
  me: Me;
  jump: number;
}

export function Messages({ thread, me, jump }: Props) {
  const { t } = useTexts('conversation');
  const { messages, conversation } = thread;
  const id = conversation.id;
  const box = useRef<HTMLDivElement>(null);
  const stick = useRef(jump === 0);
  const anchor = useRef<{ height: number; top: number } | null>(null);
  const [atBottom, setAtBottom] = useState(true);
  const [found, setFound] = useState(0);
  // Where reading stopped when the conversation was opened; it does not move on.
  const [unreadFrom] = useState(() => (conversation.unread > 0 ? conversation.my_read_seq : Number.MAX_SAFE_INTEGER));
  const [seenSeq, setSeenSeq] = useState(lastSeq(messages));
  const waiting = useOutbox(id);
  const older = useOlder(id);
  useMarkRead(thread, me, atBottom);

  const toEnd = useCallback(() => {
    const el = box.current;
    if (el) el.scrollTop = el.scrollHeight;
    stick.current = true;
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: every change of the content moves the end
  useLayoutEffect(() => {
    const el = box.current;
    if (!el) return;
    if (anchor.current) {
      el.scrollTop = anchor.current.top + (el.scrollHeight - anchor.current.height);
      anchor.current = null;
    } else if (stick.current) toEnd();
  }, [messages, waiting]);

  useEffect(() => {
    const el = box.current;
    if (!el) return;
    // Pictures and a pane that becomes visible again change the height late.
    const watcher = new ResizeObserver(() => stick.current && toEnd());
    watcher.observe(el);
    if (el.firstElementChild) watcher.observe(el.firstElementChild);
    return () => watcher.disconnect();
  }, [toEnd]);

  const loadOlder = useCallback(
    async (limit?: number) => {
      const el = box.current;
      const before = firstSeq(messages);
      if (!el || before <= 1) return before;
      anchor.current = { height: el.scrollHeight, top: el.scrollTop };
      const reached = await older.load(before, limit);
      if (reached === before) anchor.current = null;
      return reached;
    },
    [messages, older.load],
  );

  const onScroll = () => {
    const el = box.current;
    if (!el) return;
    const bottom = el.scrollHeight - el.scrollTop - el.clientHeight < NEAR_BOTTOM;
    stick.current = bottom;
    setAtBottom(bottom);
    if (bottom) setSeenSeq(lastSeq(messages));
    if (el.scrollTop < NEAR_TOP && !older.loading) void loadOlder();
  };

  const unseen = atBottom
    ? 0
    : messages.filter((message) => message.seq > seenSeq && message.kind === 'visitor').length;
  const arrived = useMemo(() => messages.filter((message) => message.kind === 'visitor').at(-1), [messages]);
  return (
    <div className="msgs-wrap">
      <div
        className="msgs"
        ref={box}
        role="log"
        aria-live="off"
        aria-label={t('thread.log')}
        tabIndex={0}
        onScroll={onScroll}
      >
        <div className="msgs-in">
          {older.loading && <div className="line">{t('thread.loading')}</div>}
          {firstSeq(messages) === 1 && <div className="line">{t('thread.start')}</div>}
          <Stream thread={thread} me={me} unreadFrom={unreadFrom} found={found} />
          {waiting.map((item) => (
            <OutboxItem key={item.client_key} item={item} thread={thread} me={me} />
          ))}
          <TypingLine id={id} />
          {jump > 0 && <Jump to={jump} messages={messages} stick={stick} loadOlder={loadOlder} onFound={setFound} />}
        </div>
      </div>
      {!atBottom && (
        <Button
          className="to-end"
          onClick={() => {
            toEnd();
            write();
          }}
        >
          <Icon name="down" size={16} />
          {unseen > 0 ? t('thread.newBelow', { count: unseen }) : t('thread.toEnd')}
        </Button>
      )}
      <div className="sr" aria-live="polite">
        {arrived && arrived.seq > seenSeq
          ? t('thread.arrived', { name: conversation.customer.name, text: arrived.text })
          : ''}
      </div>
    </div>
  );
}
