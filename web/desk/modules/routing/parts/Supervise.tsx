import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { clientKey } from '../../../../lib/api/client';
import { queries } from '../../../../lib/api/queries';
import type { Conversation } from '../../../../lib/api/types';
import { useTexts } from '../../../../lib/i18n/i18n';
import { composing } from '../../../../lib/keys/keys';
import { isBlank } from '../../../../lib/text/blank';
import { Button } from '../../../../ui/Button';
import { Dialog } from '../../../../ui/Dialog';
import { TextField } from '../../../../ui/Field';
import { Icon } from '../../../../ui/Icon';
import { explain } from '../../../../ui/Problem';
import { toast } from '../../../../ui/toast';
import { queuesQuery, routing } from '../api';

function TakeOver({ conversation, onClose }: { conversation: Conversation; onClose: () => void }) {
  const { t } = useTexts('routing');
  const frame = useTexts('frame').t;
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const names = { customer: conversation.customer.name, owner: conversation.owner_name };
  const take = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem('');
    try {
      await routing.takeOver(conversation.id, reason.trim());
      for (const key of ['thread', 'conversations', 'counts']) void queries.invalidateQueries({ queryKey: [key] });
      toast(t('takeOver.done', names));
      onClose();
    } catch (cause) {
      setProblem(explain(cause, frame));
      setBusy(false);
    }
  };
  return (
    <Dialog title={t('takeOver.title', names)} closeLabel={t('close')} onClose={onClose}>
      <form onSubmit={(event) => void take(event)}>
        <p className="take-text">{t('takeOver.text', names)}</p>
        <TextField
          label={t('takeOver.reason')}
          maxLength={200}
          data-first
          error={problem || undefined}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <div className="take-acts">
          <Button onClick={onClose}>{frame('cancel')}</Button>
          <Button type="submit" look="primary" busy={busy}>
            {t('takeOver.go')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function WhisperRow({ conversation, onClose }: { conversation: Conversation; onClose: () => void }) {
  const { t } = useTexts('routing');
  const frame = useTexts('frame').t;
  const [text, setText] = useState('');
  const [problem, setProblem] = useState('');
  const [to, setTo] = useState('');
  const queues = useQuery(queuesQuery).data?.rows.filter((queue) => queue.enabled) ?? [];
  const name = queues.find((queue) => queue.id === to)?.name ?? conversation.owner_name;
  const key = useRef(clientKey());
  const [busy, setBusy] = useState(false);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (isBlank(text) || busy) return;
    setBusy(true);
    setProblem('');
    try {
      await routing.whisper(conversation.id, key.current, text.trim(), to ? { to_queue_id: to } : {});
      toast(t('whisper.done', { name }));
      onClose();
    } catch (cause) {
      setProblem(explain(cause, frame));
      setBusy(false);
    }
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || composing(event)) return;
    event.preventDefault();
    onClose();
  };
  return (
    <form className="whisper-row" onSubmit={(event) => void send(event)}>
      {queues.length > 0 && (
        <select
          className="input"
          aria-label={t('whisper.who')}
          value={to}
          onChange={(event) => setTo(event.target.value)}
        >
          <option value="">{conversation.owner_name}</option>
          {queues.map((queue) => (
            <option key={queue.id} value={queue.id}>
              {t('whisper.queue', { name: queue.name })}
            </option>
          ))}
        </select>
      )}
      <input
        className="input"
        autoFocus
        maxLength={1000}
        aria-label={t('whisper.to', { name })}
        placeholder={t('whisper.placeholder', { name })}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKey}
      />
      <Button type="submit" look="primary" busy={busy} disabled={isBlank(text)}>
        {t('whisper.send')}
      </Button>
      <Button onClick={onClose}>{frame('cancel')}</Button>
      {problem && (
        <span className="m-refused" role="alert">
          {problem}
        </span>
      )}
    </form>
  );
}

/** Looking on is written down; whispering and taking over are one press away. */
export function Supervise({ conversation }: { conversation: Conversation }) {
  const { t } = useTexts('routing');
  const [act, setAct] = useState<'' | 'whisper' | 'take'>('');
  useEffect(() => {
    routing.watch(conversation.id).catch(() => {});
  }, [conversation.id]);
  return (
    <>
      <div className="head-strip watch" role="group" aria-label={t('watch.label')}>
        <Icon name="eye" size={16} />
        <span>{t('watch.text', { name: conversation.owner_name })}</span>
        <Button aria-expanded={act === 'whisper'} onClick={() => setAct(act === 'whisper' ? '' : 'whisper')}>
          {t('whisper.act')}
        </Button>
        <Button onClick={() => setAct('take')}>{t('takeOver.act')}</Button>
      </div>
      {act === 'whisper' && <WhisperRow conversation={conversation} onClose={() => setAct('')} />}
      {act === 'take' && <TakeOver conversation={conversation} onClose={() => setAct('')} />}
    </>
  );
}
