import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTexts } from '../../../../lib/i18n/i18n';
import { full } from '../../../../lib/time/time';
import { Button } from '../../../../ui/Button';
import { Chip } from '../../../../ui/bits';
import type { Message } from '../api';
import { about, dialled, overdue, selfAsk, unanswered } from '../state/words';

interface Props {
  message: Message;
  now: number;
  mine: boolean;
  /** Just taken: what comes next is ready under Enter. */
  begun: boolean;
  onTold: () => void;
  onReply: () => void;
  onPass: () => void;
  busy: boolean;
}

function Promised({ message, now }: { message: Message; now: number }) {
  const { t, locale } = useTexts('routing');
  if (overdue(message, now)) {
    return (
      <b className="note-late">
        {t(selfAsk(message) ? 'note.lateSelf' : 'note.late', { span: about(t, now - Date.parse(message.tell_by)) })}
      </b>
    );
  }
  if (unanswered(message, now)) {
    return (
      <b className="note-late">{t('note.unanswered', { span: about(t, now - Date.parse(message.reply_by ?? '')) })}</b>
    );
  }
  if (message.reply_by && message.state !== 'replied') {
    return <span>{t('note.replyBy', { at: full(message.reply_by, locale) })}</span>;
  }
  return null;
}

/** One message as on a pink slip: who rang, what about, for whom, and what is next. */
export function MessageCard({ message, now, mine, begun, onTold, onReply, onPass, busy }: Props) {
  const { t, locale } = useTexts('routing');
  const call = dialled(message.contact);
  const own = selfAsk(message);
  const by = message.taken_by_name || t('note.self');
  const answer = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (begun) answer.current?.focus();
  }, [begun]);
  const forWhom = message.for_name || t('note.queue', { name: message.queue_name });
  return (
    <article className="phone-note" data-late={overdue(message, now) || undefined}>
      <header>
        <h2>
          {message.caller}
          {message.company && <small>{message.company}</small>}
        </h2>
        {message.urgency === 'urgent' && message.state !== 'replied' && <Chip look="late">{t('urgency.urgent')}</Chip>}
        <Promised message={message} now={now} />
      </header>
      <p className="note-matter">{message.matter}</p>
      <p className="note-contact">{call ? <a href={call}>{message.contact}</a> : message.contact}</p>
      {message.answer && (
        <p className="note-answer">
          <small>{t('note.answered', { name: message.replied_by_name })}</small>
          {message.answer}
        </p>
      )}
      <p className="note-trail">
        <span>{mine ? t('note.forMe') : t('note.for', { name: forWhom })}</span>
        <span>{t('note.taken', { name: by, at: full(message.taken_at, locale) })}</span>
        {message.told_at && message.state === 'told' && (
          <span>
            {t(own ? 'note.begun' : 'note.told', { name: message.told_by_name, at: full(message.told_at, locale) })}
          </span>
        )}
        {message.replied_at && (
          <span>{t('note.replied', { name: message.replied_by_name, at: full(message.replied_at, locale) })}</span>
        )}
      </p>
      <footer>
        {message.state === 'taken' && (
          <Button look={mine ? 'plain' : 'primary'} busy={busy} onClick={onTold}>
            {t(own ? `act.begin_${own}` : mine ? 'act.seen' : 'act.told')}
          </Button>
        )}
        {message.state !== 'replied' && (
          <>
            <Button ref={answer} look={mine || message.state === 'told' ? 'primary' : 'plain'} onClick={onReply}>
              {t(own ? `act.done_${own}` : 'act.reply')}
            </Button>
            <Button look="quiet" onClick={onPass}>
              {t('act.pass')}
            </Button>
          </>
        )}
        {message.conversation_id && (
          <Link className="btn btn-quiet" to="/inbox/{-$id}" params={{ id: message.conversation_id } as never}>
            {t('act.open')}
          </Link>
        )}
      </footer>
    </article>
  );
}
