import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Query } from '../../../../lib/api/client';
import { useTexts } from '../../../../lib/i18n/i18n';
import { Problem } from '../../../../ui/Problem';
import { paretoQuery, type Search, useCauseWord } from '../api';
import { hundredths } from './say';

/** Why answers came late; a press shows the rounds behind a row. */
export function Pareto({ where, cause, set }: { where: Query; cause: string; set: (patch: Search) => void }) {
  const { t } = useTexts('insight');
  const wordOf = useCauseWord();
  const query = useQuery({ ...paretoQuery(where), placeholderData: keepPreviousData });
  const rows = query.data?.rows ?? [];
  const most = Math.max(1, ...rows.map((row) => row.share));
  return (
    <section className="rep-box">
      <div className="rep-top">
        <h2 title={t('how.pareto')}>{t('figure.pareto')}</h2>
        <span className="rep-note">{query.data && t('paretoTotal', { n: query.data.total.toLocaleString() })}</span>
      </div>
      {query.isError && <Problem error={query.error} retry={() => void query.refetch()} />}
      {query.isSuccess && rows.length === 0 && <p className="rep-note">{t('paretoNone')}</p>}
      <ul className="rep-pareto">
        {rows.map((row) => {
          const key = row.cause || 'none';
          return (
            <li key={key}>
              <button
                type="button"
                data-none={!row.cause}
                aria-pressed={cause === key}
                onClick={() => set({ cause: cause === key ? undefined : key })}
              >
                <span>{wordOf(key)}</span>
                <span className="rep-track" style={{ '--w': `${(row.share / most) * 100}%` } as React.CSSProperties}>
                  <i />
                </span>
                <span className="rep-num">{row.n.toLocaleString()}</span>
                <span className="rep-num">{hundredths(row.share)}</span>
                <span className="rep-num rep-sum">{t('cumulative', { share: hundredths(row.cumulative) })}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
