import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTexts } from '../../../../lib/i18n/i18n';
import { readLine } from '../../../../lib/text/text';
import { Button } from '../../../../ui/Button';
import { Chip, Empty, Skeleton } from '../../../../ui/bits';
import { Dialog } from '../../../../ui/Dialog';
import { Problem } from '../../../../ui/Problem';
import { handsQuery, type WallAgent } from '../api';
import { watch } from '../state/words';

interface Props {
  agent: WallAgent;
  now: number;
  /** Whether whoever looks may watch, whisper and take over there. */
  leads: boolean;
  onSet?: () => void;
  onClose: () => void;
}

/** What a colleague has in hand; from each one may look on, whisper and take over. */
export function Hands({ agent, now, leads, onSet, onClose }: Props) {
  const { t } = useTexts('routing');
  const frame = useTexts('frame').t;
  const query = useQuery(handsQuery(agent.staff_id));
  const rows = query.data?.rows ?? [];
  return (
    <Dialog
      title={t('hands.title', { name: agent.name })}
      closeLabel={t('close')}
      look="sheet"
      reading
      onClose={onClose}
      footer={onSet && <Button onClick={onSet}>{t('set.hint')}</Button>}
    >
      {rows.length > 0 && <p className="hands-hint">{t(leads ? 'hands.lead' : 'hands.look')}</p>}
      {query.isPending && <Skeleton rows={4} look="line" />}
      {query.isError && !query.data && <Problem error={query.error} retry={() => void query.refetch()} />}
      {query.data && rows.length === 0 && <Empty title={t('hands.none')} text={t('hands.noneText')} />}
      <ul className="hands">
        {rows.map((row) => {
          const late = row.due_at !== null && row.waiting_since !== null && Date.parse(row.due_at) < now;
          return (
            <li key={row.id}>
              <Link to="/inbox/{-$id}" params={{ id: row.id } as never} data-first={row === rows[0] || undefined}>
                <span className="hands-top">
                  <strong>{row.customer.name}</strong>
                  <Chip look={late ? 'late' : row.waiting_since ? 'soon' : ''}>
                    {row.waiting_since
                      ? t('hands.waits', { span: watch(t, now - Date.parse(row.waiting_since)) })
                      : t('hands.quiet')}
                  </Chip>
                </span>
                <span className="hands-last">{readLine(row.last_message?.text ?? '', frame('picture'))}</span>
              </Link>
            </li>
          );
        })}
      </ul>
      {query.data?.next_cursor && <p className="hands-hint">{t('hands.more', { count: rows.length })}</p>}
    </Dialog>
  );
}
