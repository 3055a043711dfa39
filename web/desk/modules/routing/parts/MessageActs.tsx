import { type FormEvent, useRef, useState } from 'react';
import { ApiError, api } from '../../../../lib/api/client';
import { useTexts } from '../../../../lib/i18n/i18n';
import { Button } from '../../../../ui/Button';
import { Dialog } from '../../../../ui/Dialog';
import { AreaField } from '../../../../ui/Field';
import { explain } from '../../../../ui/Problem';
import { toast } from '../../../../ui/toast';
import { again, type Message } from '../api';
import { useFirstField } from '../state/live';
import { type Who, WhoPicker } from './WhoPicker';

/** Sends an act; when somebody was quicker, what they left is shown and the act can be repeated on it. */
function useAct(first: Message, onClose: () => void) {
  const { t } = useTexts('routing');
  const frame = useTexts('frame').t;
  const [message, setMessage] = useState(first);
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const send = async (act: string, body: object, done: string) => {
    setBusy(true);
    setProblem('');
    try {
      await api.post(`/routing/messages/${message.id}/${act}`, { version: message.version, ...body });
      toast(done);
      void again('messages');
      onClose();
    } catch (cause) {
      const current = cause instanceof ApiError && cause.code === 'version.conflict' && cause.details.current;
      if (current) {
        const now = current as Message;
        setMessage(now);
        setProblem(
          t('note.changed', {
            state: t(`tabs.${now.state}`),
            name: now.for_name || now.queue_name,
            answer: now.answer,
          }),
        );
      } else setProblem(explain(cause, frame));
      setBusy(false);
    }
  };
  return { problem, busy, send };
}

export function ReplyDialog({ message, onClose }: { message: Message; onClose: () => void }) {
  const { t } = useTexts('routing');
  const frame = useTexts('frame').t;
  const [answer, setAnswer] = useState('');
  const { problem, busy, send } = useAct(message, onClose);
  const form = useRef<HTMLFormElement>(null);
  useFirstField(form);
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    if (!busy) void send('replied', { answer: answer.trim() }, t('reply.done', { name: message.caller }));
  };
  return (
    <Dialog title={t('reply.title', { name: message.caller })} closeLabel={frame('close')} onClose={onClose}>
      <form
        ref={form}
        onSubmit={submit}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit();
        }}
      >
        <p className="pad-quote">{message.matter}</p>
        <AreaField
          label={t('reply.answer')}
          hint={t('reply.hint')}
          rows={3}
          maxLength={2000}
          value={answer}
          error={problem}
          onChange={(event) => setAnswer(event.target.value)}
        />
        <div className="pad-acts">
          <Button onClick={onClose}>{frame('cancel')}</Button>
          <Button type="submit" look="primary" busy={busy}>
            {t('reply.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

export function PassDialog({ message, onClose }: { message: Message; onClose: () => void }) {
  const { t } = useTexts('routing');
  const frame = useTexts('frame').t;
  const [who, setWho] = useState<Who | null>(null);
  const [missing, setMissing] = useState('');
  const { problem, busy, send } = useAct(message, onClose);
  const form = useRef<HTMLFormElement>(null);
  useFirstField(form);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!who) return setMissing(t('pad.needWho'));
    void send('pass', { for_id: who.id }, t('pass.done', { name: who.name }));
  };
  return (
    <Dialog title={t('pass.title', { name: message.caller })} closeLabel={frame('close')} onClose={onClose}>
      <form ref={form} onSubmit={submit} className="pad">
        <WhoPicker
          label={t('pass.who')}
          people
          chosen={who}
          error={problem || missing}
          onPick={(next) => {
            setWho(next);
            setMissing('');
          }}
        />
        <div className="pad-acts">
          <Button onClick={onClose}>{frame('cancel')}</Button>
          <Button type="submit" look="primary" busy={busy}>
            {who ? t('pass.save', { name: who.name }) : t('act.pass')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
