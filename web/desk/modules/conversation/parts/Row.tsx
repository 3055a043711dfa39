import { memo } from 'react';
import type { Conversation, Tab } from '../../../../lib/api/types';
import { locale, useTexts } from '../../../../lib/i18n/i18n';
import { readLine } from '../../../../lib/text/text';
import { brief } from '../../../../lib/time/time';
import { Avatar, Chip } from '../../../../ui/bits';
import { useDrafted } from '../state/drafted';
import { due as dueOf, reason } from '../state/due';
import { useTick } from '../state/tick';
import { Dot } from './Dot';
import { Regard } from './Regard';

interface Props {
  row: Conversation;
  tab: Tab;
  top: number;
  selected: boolean;
  active: boolean;
  gone: boolean;
  onOpen: (id: string) => void;
  onHover: (id: string) => void;
}

/** Each of the words stands alone in its element: a browser that translates puts others in its place. */
function LastLine({ row, draft }: { row: Conversation; draft: boolean }) {
  const { t } = useTexts('conversation');
  const frame = useTexts('frame').t;
  const last = row.last_message;
  const who = last?.kind === 'note' ? t('row.note') : last?.kind === 'reply' ? t('row.reply') : '';
  return (
    <span className="row-last">
      {draft && <b className="row-at">{t('row.draft')}</b>}
      {row.mentioned && <b className="row-at">{t('row.mentioned')}</b>}
      {who && <span className="row-who">{who}</span>}
      <span>{last ? readLine(last.text, frame('picture')) || t('row.file') : t('row.quiet')}</span>
    </span>
  );
}

export const Row = memo(function Row({ row, tab, top, selected, active, gone, onOpen, onHover }: Props) {
  const { t } = useTexts('conversation');
  const now = useTick();
  const draft = useDrafted((drafted) => drafted[row.id] ?? false);
  const due = dueOf(row, now);
  const why = tab === 'attention' ? reason(row, now) : '';
  const at = row.last_message?.at ?? row.updated_at;
  return (
    <div
      id={`row-${row.id}`}
      role="option"
      tabIndex={-1}
      aria-selected={selected}
      className={`row ${active ? 'active' : ''} ${gone ? 'gone' : ''}`}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => onOpen(row.id)}
      onPointerEnter={() => onHover(row.id)}
    >
      <span className={`row-bar ${due?.look ?? ''}`} />
      <Avatar name={row.customer.name} glyph={t(`channel.${row.channel.kind}`, { defaultValue: '·' })} />
      <span className="row-main">
        <span className="row-top">
          <strong>{row.customer.name}</strong>
          <Regard of={row} />
          {row.visitor_online && row.state === 'open' && <span className="row-online">{t('row.online')}</span>}
          <time dateTime={at}>{brief(at, locale())}</time>
        </span>
        <LastLine row={row} draft={draft && !selected} />
        <span className="row-foot">
          {gone && (
            <Chip>
              {row.owner_name && tab === 'queue' ? t('row.takenBy', { name: row.owner_name }) : t('row.moved')}
            </Chip>
          )}
          {why && !gone && <Chip look="soon">{t(`why.${why}`)}</Chip>}
          {due && !gone && <Chip look={due.look}>{t(due.text, { count: due.count })}</Chip>}
          {row.labels.slice(0, 2).map((label) => (
            <Chip key={label.id}>
              <Dot colour={label.colour} /> {label.name}
            </Chip>
          ))}
          {row.labels.length > 2 && <Chip>+{row.labels.length - 2}</Chip>}
          {tab !== 'mine' && row.owner_name && !gone && <Chip>{row.owner_name}</Chip>}
          {row.unread > 0 && (
            <span className="row-unread">
              {row.unread > 99 ? '99+' : row.unread}
              <span className="sr">{t('row.unread')}</span>
            </span>
          )}
        </span>
      </span>
    </div>
  );
});
