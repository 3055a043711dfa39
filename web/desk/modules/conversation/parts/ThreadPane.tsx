import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect } from 'react';
import { ApiError } from '../../../../lib/api/client';
import { useTexts } from '../../../../lib/i18n/i18n';
import { live } from '../../../../lib/live/live';
import { late } from '../../../../lib/module/late';
import { placeRef } from '../../../../lib/module/place';
import { Slot } from '../../../../lib/module/Slot';
import { useMe } from '../../../../lib/session/me';
import { Skeleton } from '../../../../ui/bits';
import { Problem } from '../../../../ui/Problem';
import { threadQuery } from '../api';
import { useNeighbours } from '../state/neighbours';
import { lastSeq } from '../state/thread';
import { Composer } from './Composer';
import { Messages } from './Messages';
import { ThreadHead } from './ThreadHead';

interface Props {
  id: string;
  /** A message number to scroll to, 0 for none. */
  jump: number;
  onBack: () => void;
  onOpen: (id: string) => void;
  onSide: () => void;
}

function useWatch(id: string, ready: boolean, seq: number): void {
  useEffect(() => {
    if (!ready) return;
    return live.watch(id, () => latest.get(id) ?? 0);
  }, [id, ready]);
  latest.set(id, seq);
}
/** The last number held of each conversation, read when the socket comes back. */
const latest = new Map<string, number>();

const Gone = late(() => import('./Gone'));

export function ThreadPane({ id, jump, onBack, onOpen, onSide }: Props) {
  const { t } = useTexts('conversation');
  const me = useMe();
  const query = useQuery(threadQuery(id));
  const thread = query.data;
  useWatch(id, Boolean(thread), lastSeq(thread?.messages ?? []));
  const step = useCallback(
    (by: 1 | -1) => {
      const { ids } = useNeighbours.getState();
      const next = ids[ids.indexOf(id) + by];
      if (next) onOpen(next);
    },
    [id, onOpen],
  );
  if (query.isError && !thread) {
    // What one may not see and what was never there look the same.
    if (query.error instanceof ApiError && query.error.status === 404) return <Gone onBack={onBack} />;
    return (
      <main className="thread" aria-label={t('thread.title')}>
        <Problem error={query.error} retry={() => void query.refetch()} />
      </main>
    );
  }
  if (!thread || !me) {
    return (
      <main className="thread" aria-label={t('thread.title')} aria-busy="true">
        <Skeleton rows={6} look="bubble" />
      </main>
    );
  }
  if (thread.gone) return <Gone onBack={onBack} />;
  return (
    <main className="thread" aria-label={t('thread.title')}>
      <ThreadHead conversation={thread.conversation} me={me} onBack={onBack} onSide={onSide} onNext={() => step(1)} />
      <Slot name="conversation.head" conversation={thread.conversation} me={me} />
      <Messages thread={thread} me={me} jump={jump} />
      <Slot name="conversation.foot" conversationId={id} />
      <div className="thread-offers" ref={placeRef('thread.offers')} />
      <Composer thread={thread} me={me} onStep={step} />
    </main>
  );
}
