import { Link } from '@tanstack/react-router';
import { memo, useState } from 'react';
import type { Me, Message } from '../../../../lib/api/types';
import { copy } from '../../../../lib/copy';
import { locale, useTexts } from '../../../../lib/i18n/i18n';
import { clock, full, serverNow } from '../../../../lib/time/time';
import { Icon } from '../../../../ui/Icon';
import { Menu, type MenuItem } from '../../../../ui/Menu';
import { explain } from '../../../../ui/Problem';
import { toast } from '../../../../ui/toast';
import { conversations } from '../api';
import { putMessages } from '../state/cache';
import { whispered } from '../state/mention';
import { mayRecall } from '../state/thread';
import { Attachments } from './Attachments';
import { RichText } from './RichText';

interface Props {
  message: Message;
  me: Me;
  read: boolean;
  found: boolean;
  follows: boolean;
}

/** What happened, in one quiet line. */
function EventLine({ message }: { message: Message }) {
  const { t } = useTexts('conversation');
  // What the queue does has its words there; they arrive with its own parts.
  const queue = useTexts('routing').t;
  const data = message.event?.data ?? {};
  const values = Object.fromEntries(Object.entries(data).map(([key, value]) => [key, String(value ?? '')]));
  const type = message.event?.type ?? '';
  const said = values.note || values.reason;
  const filled = {
    ...values,
    name: message.author.name,
    to: values.to_name || values.to_queue_name || values.owner_name || values.staff_name || '',
    said: said ? `：${said}` : '',
    until: values.until ? full(values.until, locale()) : '',
  };
  // The same happening reads differently by what led to it.
  const plain = t(`event.${type}`, { ...filled, defaultValue: message.text || type });
  const because = queue(`event.${type}`, { ...filled, defaultValue: plain });
  const text = queue(`event.${type}_${values.why || values.reason}`, { ...filled, defaultValue: because });
  return (
    <div className="event" id={`m-${message.seq}`}>
      {values.message_id ? (
        <Link to="/messages" search={{ find: values.message_id } as never}>
          {text}
        </Link>
      ) : (
        text
      )}{' '}
      · {clock(message.created_at, locale())}
    </div>
  );
}

function Acts({ message, me }: { message: Message; me: Me }) {
  const { t } = useTexts('conversation');
  const frame = useTexts('frame').t;
  const [problem, setProblem] = useState('');
  const recall = async () => {
    try {
      putMessages(message.conversation_id, [await conversations.recall(message.conversation_id, message.id)]);
    } catch (cause) {
      setProblem(explain(cause, frame));
    }
  };
  const items: MenuItem[] = [];
  if (message.text) {
    items.push({
      id: 'copy',
      label: t('message.copy'),
      onPick: () => void copy(message.text).then((done) => done && toast(frame('copied'))),
    });
  }
  if (mayRecall(message, me.id, serverNow())) {
    items.push({ id: 'recall', label: t('message.recall'), onPick: () => void recall(), danger: true });
  }
  return (
    <>
      {items.length > 0 && (
        <Menu
          label={t('message.acts')}
          className="m-more"
          align={message.kind === 'visitor' ? 'left' : 'right'}
          button={<Icon name="more" size={16} />}
          items={items}
        />
      )}
      {problem && <span className="m-refused">{problem}</span>}
    </>
  );
}

export const MessageItem = memo(function MessageItem({ message, me, read, found, follows }: Props) {
  const { t } = useTexts('conversation');
  if (message.kind === 'event') return <EventLine message={message} />;
  const own = message.kind !== 'visitor';
  const look = message.kind === 'visitor' ? 'them' : message.kind === 'note' ? 'note' : 'me';
  const recalled = message.recalled_at !== null;
  return (
    <article id={`m-${message.seq}`} className={`m ${look} ${found ? 'found' : ''} ${follows ? 'follows' : ''}`}>
      {recalled ? (
        <div className="m-recalled">
          {own && message.author.id === me.id ? t('message.recalledOwn') : t('message.recalled')}
        </div>
      ) : (
        <>
          {message.text && (
            <div className="bubble" translate="yes">
              <RichText text={message.text} mentions={message.mentions} meId={me.id} />
            </div>
          )}
          <Attachments files={message.attachments} />
        </>
      )}
      <footer className="m-foot">
        {message.kind === 'note' && (
          <b>{t(whispered(message.text, message.mentions) ? 'message.whisperMark' : 'message.noteMark')}</b>
        )}
        {own && <span>{message.author.kind === 'system' ? t('message.auto') : message.author.name}</span>}
        <time dateTime={message.created_at} title={full(message.created_at, locale())}>
          {clock(message.created_at, locale())}
        </time>
        {message.kind === 'reply' && !recalled && (
          <span className={read ? 'm-read' : ''}>{read ? t('message.read') : t('message.sent')}</span>
        )}
        {!recalled && <Acts message={message} me={me} />}
      </footer>
    </article>
  );
});
