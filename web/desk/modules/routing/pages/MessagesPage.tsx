import '../messages.css';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { ApiError, api } from '../../../../lib/api/client';
import type { Page } from '../../../../lib/api/types';
import { useTexts } from '../../../../lib/i18n/i18n';
import { actOf } from '../../../../lib/keys/commands';
import { can } from '../../../../lib/perm/perm';
import { useMe } from '../../../../lib/session/me';
import { Button } from '../../../../ui/Button';
import { Empty, Kbd, Skeleton } from '../../../../ui/bits';
import { explain, Problem } from '../../../../ui/Problem';
import { toast } from '../../../../ui/toast';
import { again, type Message } from '../api';
import { PassDialog, ReplyDialog } from '../parts/MessageActs';
import { MessageCard } from '../parts/MessageCard';
import { useNow } from '../state/live';
import { selfAsk } from '../state/words';

const TABS = ['taken', 'told', 'replied'] as const;

export default function MessagesPage() {
  const { t } = useTexts('routing');
  const frame = useTexts('frame').t;
  const me = useMe();
  const now = useNow(15_000);
  const begin = useSearch({ strict: false }) as {
    tab?: (typeof TABS)[number];
    mine?: boolean;
    id?: string;
    find?: string;
  };
  const [state, setState] = useState<(typeof TABS)[number]>(TABS.find((one) => one === begin.tab) ?? 'taken');
  const [find, setFind] = useState('');
  const [mine, setMine] = useState(begin.mine === true);
  const [acting, setActing] = useState<{ act: 'reply' | 'pass'; message: Message } | null>(null);
  const [busy, setBusy] = useState('');
  // A call-back taken while this page is open already.
  useEffect(() => {
    if (!begin.id) return;
    setState('told');
    setMine(true);
  }, [begin.id]);
  // One that a conversation leads to, whatever has become of it.
  useEffect(() => setFind(begin.find ?? ''), [begin.find]);
  const query = useInfiniteQuery({
    queryKey: ['routing', 'messages', state, mine, find],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Message>>(
        '/routing/messages',
        find ? { id: find } : { state, mine: mine || undefined, cursor: pageParam },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor || undefined,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  const rows = query.data?.pages.flatMap((page) => page.rows) ?? [];
  const told = async (message: Message) => {
    setBusy(message.id);
    try {
      await api.post(`/routing/messages/${message.id}/told`, { version: message.version });
      toast(t(selfAsk(message) ? 'act.begunDone' : 'act.toldDone', { name: message.caller }));
    } catch (cause) {
      const changed = cause instanceof ApiError && cause.code === 'version.conflict';
      toast(changed ? t('note.changedShort') : explain(cause, frame));
    }
    setBusy('');
    void again('messages');
  };
  const take = can(me, 'conversation.reply') && (
    <Button look="primary" onClick={() => actOf('routing.message')?.()}>
      {t('pad.title')} <Kbd combo="m" />
    </Button>
  );
  return (
    <main className="notes">
      <header className="notes-head">
        <h1>{t('note.title')}</h1>
        {take}
        <p>{t('note.text')}</p>
      </header>
      <div className="notes-filter">
        <div role="group" aria-label={t('note.state')} className="notes-tabs">
          {TABS.map((tab) => (
            <button
              key={tab}
              type="button"
              aria-pressed={!find && tab === state}
              onClick={() => {
                setFind('');
                setState(tab);
              }}
            >
              {t(`tabs.${tab}`)}
            </button>
          ))}
        </div>
        <label>
          <input type="checkbox" checked={mine} onChange={(event) => setMine(event.target.checked)} />
          {t('note.mine')}
        </label>
      </div>
      {query.isPending && <Skeleton rows={4} />}
      {query.isError && rows.length === 0 && <Problem error={query.error} retry={() => void query.refetch()} />}
      {query.isSuccess && rows.length === 0 && (
        <Empty
          title={t(`empty.${state}`)}
          text={t(`empty.${state}Text`)}
          action={state === 'taken' ? take : undefined}
        />
      )}
      <div className="notes-list" aria-busy={query.isPlaceholderData}>
        {rows.map((message) => (
          <MessageCard
            key={message.id}
            message={message}
            now={now}
            mine={message.for_id === me?.id}
            begun={message.id === (find || begin.id)}
            busy={busy === message.id}
            onTold={() => void told(message)}
            onReply={() => setActing({ act: 'reply', message })}
            onPass={() => setActing({ act: 'pass', message })}
          />
        ))}
      </div>
      {query.hasNextPage && (
        <Button className="notes-more" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
      {acting?.act === 'reply' && <ReplyDialog message={acting.message} onClose={() => setActing(null)} />}
      {acting?.act === 'pass' && <PassDialog message={acting.message} onClose={() => setActing(null)} />}
    </main>
  );
}
