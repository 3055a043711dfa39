import { useTexts } from '../../../../lib/i18n/i18n';
import '../list.css';
import '../thread.css';
import '../composer.css';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useCallback, useDeferredValue, useEffect, useRef, useState } from 'react';
import type { Tab } from '../../../../lib/api/types';
import { useCommands } from '../../../../lib/keys/commands';
import { Slot } from '../../../../lib/module/Slot';
import { useMe } from '../../../../lib/session/me';
import { Empty, Skeleton } from '../../../../ui/bits';
import { Dialog } from '../../../../ui/Dialog';
import { threadQuery } from '../api';
import { List, TABS } from '../parts/List';
import { ThreadPane } from '../parts/ThreadPane';
import { ensureOutbox, setOpen } from '../state/desk';

const NARROW = '(max-width: 1180px)';

function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(() => matchMedia(NARROW).matches);
  useEffect(() => {
    const media = matchMedia(NARROW);
    const follow = () => setNarrow(media.matches);
    media.addEventListener('change', follow);
    return () => media.removeEventListener('change', follow);
  }, []);
  return narrow;
}

function Side({ id, onClose, drawer }: { id: string; onClose: () => void; drawer: boolean }) {
  const { t } = useTexts('conversation');
  // The panel follows a beat later, so that switching stays quick.
  const late = useDeferredValue(id);
  const { data: customerId, isError } = useQuery({
    ...threadQuery(late),
    select: (thread) => thread.conversation.customer.id,
  });
  const body = customerId ? (
    <Slot
      name="conversation.side"
      customerId={customerId}
      conversationId={late}
      fallback={<Skeleton rows={4} look="line" />}
    />
  ) : isError ? null : (
    <Skeleton rows={4} look="line" />
  );
  if (!drawer) {
    return (
      <aside className="side" aria-label={t('side.title')}>
        {body}
      </aside>
    );
  }
  return (
    <Dialog title={t('side.title')} closeLabel={t('close')} onClose={onClose} look="sheet">
      <div className="side side-in">{body}</div>
    </Dialog>
  );
}

/** Calls back when the open conversation, unowned so far, becomes mine. */
function useTaken(id: string, meId: string, onTaken: () => void): void {
  const { data: owner } = useQuery({
    ...threadQuery(id),
    enabled: id !== '',
    select: (thread) => thread.conversation.owner_id,
  });
  const before = useRef<{ id: string; owner: string | undefined }>({ id: '', owner: undefined });
  useEffect(() => {
    const taken = before.current.id === id && before.current.owner === '' && owner === meId;
    before.current = { id, owner };
    if (taken) onTaken();
  }, [id, owner, meId, onTaken]);
}

export default function InboxPage() {
  const { t } = useTexts('conversation');
  const me = useMe();
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const search = useSearch({ strict: false }) as { tab?: Tab; seq?: number };
  const tab: Tab = search.tab && TABS.includes(search.tab) ? search.tab : 'mine';
  const navigate = useNavigate();
  const narrow = useNarrow();
  const [side, setSide] = useState(() => !matchMedia(NARROW).matches);
  const [list, setList] = useState(true);
  if (me) ensureOutbox(me.id);
  useEffect(() => {
    setOpen(id);
    return () => setOpen('');
  }, [id]);
  useEffect(() => setSide(!narrow), [narrow]);
  const open = useCallback(
    (next: string) => void navigate({ to: '/inbox/$id', params: { id: next }, search: tab === 'mine' ? {} : { tab } }),
    [navigate, tab],
  );
  const pickTab = useCallback(
    (next: Tab) => void navigate({ to: '.', search: next === 'mine' ? {} : { tab: next }, replace: true }),
    [navigate],
  );
  const back = useCallback(() => void navigate({ to: '/inbox', search: { tab } }), [navigate, tab]);
  // It has left the queue: the list goes where it is now.
  const follow = useCallback(() => {
    if (tab === 'queue') pickTab('mine');
  }, [tab, pickTab]);
  useTaken(id, me?.id ?? '', follow);
  const toggleSide = useCallback(() => setSide((shown) => !shown), []);
  useCommands({
    'conversation.side': id !== '' && toggleSide,
    'conversation.list': () => setList((shown) => !shown),
  });
  return (
    <div
      className="bench"
      data-pane={id ? 'thread' : 'list'}
      data-side={Boolean(id) && side && !narrow}
      data-list={list}
    >
      <List tab={tab} current={id} shown={list} onTab={pickTab} onOpen={open} />
      {id ? (
        <ThreadPane key={id} id={id} jump={Number(search.seq) || 0} onBack={back} onOpen={open} onSide={toggleSide} />
      ) : (
        <main className="thread thread-none">
          <Empty title={t('none.title')} text={t('none.text')} />
        </main>
      )}
      {id && side && <Side id={id} drawer={narrow} onClose={toggleSide} />}
    </div>
  );
}
