import '../strip.css';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { api } from '../../../../lib/api/client';
import { queries } from '../../../../lib/api/queries';
import { useTexts } from '../../../../lib/i18n/i18n';
import { actOf } from '../../../../lib/keys/commands';
import type { ServerFrame } from '../../../../lib/live/frames';
import { useFrames } from '../../../../lib/live/live';
import { IconButton } from '../../../../ui/Button';
import { Icon } from '../../../../ui/Icon';
import { toast } from '../../../../ui/toast';
import { causesQuery, pendingQuery, type Round } from '../api';
import { duration } from './say';

/** The strip goes, and with it what had the focus: what is typed next is for the customer. */
const write = () => actOf('conversation.write')?.();

/** As many as one row holds. */
const FIRST = 4;

/** Rounds that were waved away in this window. */
const waved = new Set<string>();

function forget(round: Round): void {
  waved.add(round.id);
  queries.setQueryData<Round[]>(pendingQuery.queryKey, (rows) => rows?.filter((row) => row.id !== round.id));
}

/** Asks, after a late answer and without taking the focus, why it was late. */
export default function SlowStrip({ conversationId }: { conversationId: string }) {
  const { t } = useTexts('insight');
  const { data } = useQuery(pendingQuery);
  const causes = useQuery(causesQuery).data?.rows.filter((row) => row.active) ?? [];
  const [busy, setBusy] = useState(false);
  const [all, setAll] = useState(false);
  const hear = useCallback((frames: ServerFrame[]) => {
    // What was told while the line was down is asked for when it is back.
    if (frames.some((frame) => frame.t === 'slow_round' || frame.t === 'welcome'))
      void queries.invalidateQueries(pendingQuery);
  }, []);
  useFrames(hear);
  const round = data?.find((row) => row.conversation_id === conversationId && !waved.has(row.id));
  if (!round) return null;
  const tell = async (cause: string) => {
    setBusy(true);
    try {
      await api.put(`/insight/rounds/${round.id}/cause`, { cause });
      forget(round);
      write();
      toast(t('strip.noted'));
    } catch {
      toast(t('strip.failed'));
      void queries.invalidateQueries(pendingQuery);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="slow" role="group" aria-label={t('strip.label')}>
      <span className="slow-ask">{t('strip.ask', { wait: duration(round.own_seconds, t) })}</span>
      <span className="slow-chips">
        {(all ? causes : causes.slice(0, FIRST)).map(({ key, word }) => (
          <button key={key} type="button" disabled={busy} onClick={() => void tell(key)}>
            {word}
          </button>
        ))}
        {!all && causes.length > FIRST && (
          <button type="button" aria-expanded="false" onClick={() => setAll(true)}>
            {t('strip.more', { count: causes.length - FIRST })}
          </button>
        )}
      </span>
      <IconButton
        label={t('strip.dismiss')}
        onClick={() => {
          forget(round);
          write();
        }}
      >
        <Icon name="close" size={14} />
      </IconButton>
    </div>
  );
}
