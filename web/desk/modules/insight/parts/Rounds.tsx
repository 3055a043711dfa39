import { Link } from '@tanstack/react-router';
import type { Query } from '../../../../lib/api/client';
import { locale, useTexts } from '../../../../lib/i18n/i18n';
import { full } from '../../../../lib/time/time';
import { usePaged } from '../../../../ui/admin/usePaged';
import { Button } from '../../../../ui/Button';
import { Chip, Empty, Skeleton } from '../../../../ui/bits';
import { Problem } from '../../../../ui/Problem';
import { type Round, type Search, useCauseWord } from '../api';
import { duration } from './say';

function Response({ row, target }: { row: Round; target: number }) {
  const { t } = useTexts('insight');
  if (row.outcome === 'unanswered') return <Chip>{t('unanswered')}</Chip>;
  const off = row.wait_seconds - row.response_seconds;
  return (
    <>
      {row.wait_seconds > target ? (
        <Chip look="late">{duration(row.response_seconds, t)}</Chip>
      ) : (
        duration(row.response_seconds, t)
      )}
      {off >= 1 && (
        <span className="rep-parts" title={t('how.response')}>
          {t('off', { off: duration(off, t) })}
        </span>
      )}
    </>
  );
}

function Staff({ row }: { row: Round }) {
  const { t } = useTexts('insight');
  const parts = row.parts.filter((part) => part.seconds >= 1);
  const split = parts.length > 1 || parts.some((part) => part.staff.id !== row.staff.id);
  return (
    <>
      {row.staff.name || t('nobody')}
      {split && (
        <span className="rep-parts">
          {parts.map((part) => `${part.staff.name || t('queue')} ${duration(part.seconds, t)}`).join(' → ')}
        </span>
      )}
    </>
  );
}

interface Props {
  where: Query;
  cause: string;
  slow: boolean;
  target: number;
  set: (patch: Search) => void;
}

/** Each round, the latest first; the time opens the conversation at that message. */
export function Rounds({ where, cause, slow, target, set }: Props) {
  const { t } = useTexts('insight');
  const filter = { ...where, cause: cause || undefined, slow: slow || undefined };
  const query = usePaged<Round>('/insight/responses', filter);
  const wordOf = useCauseWord();
  return (
    <section className="rep-box">
      <div className="rep-top">
        <h2>{t('list')}</h2>
        {cause && (
          <Button look="quiet" onClick={() => set({ cause: undefined })}>
            {t('onlyCause', { cause: wordOf(cause) })}
          </Button>
        )}
        <span className="rep-seg">
          <button
            type="button"
            aria-pressed={!slow && !cause}
            onClick={() => set({ slow: undefined, cause: undefined })}
          >
            {t('every')}
          </button>
          <button type="button" aria-pressed={slow || cause !== ''} onClick={() => set({ slow: true })}>
            {t('onlySlow')}
          </button>
        </span>
      </div>
      {query.isError && <Problem error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Skeleton rows={4} look="line" />}
      {query.isSuccess && query.rows.length === 0 && <Empty title={t('listNone')} text={t('listNoneText')} />}
      {query.rows.length > 0 && (
        <div className="rep-scroll">
          <table className="rep-rounds">
            <thead>
              <tr>
                <th>{t('started')}</th>
                <th>{t('customer')}</th>
                <th>{t('person')}</th>
                <th className="rep-num">{t('wait')}</th>
                <th className="rep-num" title={t('how.response')}>
                  {t('figure.response')}
                </th>
                <th className="rep-cause">{t('causeHead')}</th>
              </tr>
            </thead>
            <tbody>
              {query.rows.map((row) => (
                <tr key={row.id}>
                  <td>
                    {row.customer.name ? (
                      <Link to="/inbox/{-$id}" params={{ id: row.conversation_id }} search={{ seq: row.seq }}>
                        {full(row.started_at, locale())}
                      </Link>
                    ) : (
                      full(row.started_at, locale())
                    )}
                  </td>
                  <td>{row.customer.name || '–'}</td>
                  <td>
                    <Staff row={row} />
                  </td>
                  <td className="rep-num" data-label={t('wait')}>
                    {duration(row.wait_seconds, t)}
                  </td>
                  <td className="rep-num" data-label={t('figure.response')}>
                    <Response row={row} target={target} />
                  </td>
                  <td className="rep-cause">
                    {row.cause_name}
                    {row.cause_by === 'system' && <span className="rep-parts">{t('proven')}</span>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {query.hasNextPage && (
        <div className="rep-more">
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('more')}
          </Button>
        </div>
      )}
    </section>
  );
}
