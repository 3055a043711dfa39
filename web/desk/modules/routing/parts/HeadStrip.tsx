import '../strip.css';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api } from '../../../../lib/api/client';
import { queries } from '../../../../lib/api/queries';
import type { Conversation, Me } from '../../../../lib/api/types';
import { useTexts } from '../../../../lib/i18n/i18n';
import { actOf } from '../../../../lib/keys/commands';
import { can } from '../../../../lib/perm/perm';
import { Button } from '../../../../ui/Button';
import { explain } from '../../../../ui/Problem';
import { routing, transfersKey, transfersQuery } from '../api';
import { useNow } from '../state/live';
import { countdown, strip } from '../state/transfer';
import { Supervise } from './Supervise';

interface Props {
  conversation: Conversation;
  me: Me;
}

/** A strip that goes takes the focus along: what is typed next is for the customer. */
const write = () => actOf('conversation.write')?.();

/** Transfers that came back and were read. */
const read = new Set<string>();

/** One's own transfer under way, or that it came back. */
function Passing({ conversation, me }: Props) {
  const { t } = useTexts('routing');
  const frame = useTexts('frame').t;
  const { data } = useQuery(transfersQuery(conversation.id));
  const [problem, setProblem] = useState('');
  const [, again] = useState(0);
  const pending = data?.rows[0]?.state === 'pending';
  const now = useNow(1000, pending);
  const last = strip(data?.rows ?? [], me.id, now);
  const over = pending && Date.parse(last?.until ?? '') < now;
  useEffect(() => {
    if (!over) return;
    const timer = setInterval(() => void queries.invalidateQueries({ queryKey: transfersKey(conversation.id) }), 2_000);
    return () => clearInterval(timer);
  }, [over, conversation.id]);
  if (!last || read.has(last.id)) return null;
  const name = last.to_name || last.to_queue_name;
  const word = (what: string) => t(`${last.kind === 'consult' ? 'consult' : 'strip'}.${what}`, { name });
  const withdraw = async () => {
    setProblem('');
    try {
      await routing.withdraw(last.id);
      write();
    } catch (cause) {
      setProblem(explain(cause, frame));
    }
    void queries.invalidateQueries({ queryKey: transfersKey(conversation.id) });
  };
  const dismiss = () => {
    read.add(last.id);
    again((n) => n + 1);
    write();
  };
  return last.state === 'pending' ? (
    <div className="head-strip" role="group" aria-label={t('strip.label')}>
      <span>
        <span>{word('waiting')}</span>
        <b aria-hidden="true"> {countdown(last.until, now)}</b>
      </span>
      {problem && <span role="alert">{problem}</span>}
      <Button look="link" onClick={() => void withdraw()}>
        {t('strip.withdraw')}
      </Button>
    </div>
  ) : (
    <div className="head-strip back" role="group" aria-label={t('strip.label')}>
      <span>
        <span>{word(last.reason === 'gone' ? 'gone' : last.state)}</span>
        {last.state === 'refused' && last.reason && <span>{t('strip.because', { reason: last.reason })}</span>}
      </span>
      <Button look="link" onClick={() => actOf('conversation.assign')?.()}>
        {t('strip.again')}
      </Button>
      <Button look="link" onClick={dismiss}>
        {t('strip.understood')}
      </Button>
    </div>
  );
}

/** Who was asked for advice and looks on; a helper may stop. */
function Helping({ conversation, me }: Props) {
  const { t } = useTexts('routing');
  const frame = useTexts('frame').t;
  const [problem, setProblem] = useState('');
  const others = conversation.helpers.filter((one) => one.staff_id !== me.id);
  const helps = others.length < conversation.helpers.length;
  const stop = async () => {
    setProblem('');
    try {
      await api.post(`/conversations/${conversation.id}/unfollow`);
      for (const key of ['thread', 'conversations', 'counts']) void queries.invalidateQueries({ queryKey: [key] });
    } catch (cause) {
      setProblem(explain(cause, frame));
    }
  };
  if (conversation.helpers.length === 0) return null;
  return (
    <div className="head-strip" role="group" aria-label={t('helps.label')}>
      <span>
        {helps && <span>{t('helps.you', { name: conversation.owner_name })}</span>}
        {others.length > 0 && (
          <span>{t('helps.others', { names: others.map((one) => one.name).join(t('comma')) })}</span>
        )}
      </span>
      {problem && <span role="alert">{problem}</span>}
      {helps && (
        <Button look="link" onClick={() => void stop()}>
          {t('helps.stop')}
        </Button>
      )}
    </div>
  );
}

/** What stands between head and messages: a transfer under way, or the supervisor's acts. */
export default function HeadStrip({ conversation, me }: Props) {
  if (conversation.state !== 'open' || conversation.owner_id === '') return null;
  const mine = conversation.owner_id === me.id;
  const helps = conversation.helpers.some((one) => one.staff_id === me.id);
  return (
    <>
      <Helping key={`helps-${conversation.id}`} conversation={conversation} me={me} />
      {mine && <Passing key={conversation.id} conversation={conversation} me={me} />}
      {!mine && !helps && can(me, 'routing.supervise') && (
        <Supervise key={conversation.id} conversation={conversation} />
      )}
    </>
  );
}
