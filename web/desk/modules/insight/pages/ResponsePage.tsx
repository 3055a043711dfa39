import '../report.css';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { address, api } from '../../../../lib/api/client';
import type { Page } from '../../../../lib/api/types';
import { useTexts } from '../../../../lib/i18n/i18n';
import { can } from '../../../../lib/perm/perm';
import { useMe } from '../../../../lib/session/me';
import { houseDay } from '../../../../lib/time/house';
import { Button } from '../../../../ui/Button';
import { Empty, Skeleton } from '../../../../ui/bits';
import { Icon } from '../../../../ui/Icon';
import { Problem } from '../../../../ui/Problem';
import { type Search, summaryQuery } from '../api';
import { Cards } from '../parts/Cards';
import { Groups } from '../parts/Groups';
import { Pareto } from '../parts/Pareto';
import { Rounds } from '../parts/Rounds';
import { Target } from '../parts/Target';

/** What the address may carry; anything else in it is left alone. */
function useFilter() {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const { from, to, unit_id, staff_id, channel_id, cause, slow, group } = search;
  const where = { from, to, unit_id, staff_id, channel_id };
  const set = (patch: Search) =>
    void navigate({ to: '.', search: { ...where, cause, slow, group, ...patch }, replace: true });
  return { where, cause, slow: slow === true, group: group ?? 'day', set };
}

function dayAgo(day: string, days: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() - days);
  return at.toISOString().slice(0, 10);
}

export default function ResponsePage() {
  const { t } = useTexts('insight');
  const me = useMe();
  const { where, cause, slow, group, set } = useFilter();
  const query = useQuery({ ...summaryQuery(where, group), placeholderData: keepPreviousData });
  const units = useQuery({
    queryKey: ['units'],
    queryFn: () => api.get<Page<{ id: string; name: string }>>('/units'),
    staleTime: 300_000,
  });
  const summary = query.data;
  const today = houseDay(summary?.zone ?? me?.organisation.zone);
  const wide = me?.permissions['insight.read'] !== 'own';
  const filtered = Boolean(where.unit_id || where.staff_id || where.channel_id);
  return (
    <main className="rep">
      <div className="rep-in">
        <header className="rep-head">
          <h1>{t('title')}</h1>
          {can(me, 'insight.export') && (
            <a
              className="btn"
              download
              href={address('/insight/responses/export', { ...where, cause, slow: slow || undefined })}
            >
              <Icon name="file" size={16} />
              {t('export')}
            </a>
          )}
          <p>{t(wide ? 'text' : 'textOwn')}</p>
        </header>
        <div className="rep-filter">
          <span className="rep-seg">
            {[0, 6, 29].map((days) => (
              <button
                key={days}
                type="button"
                aria-pressed={summary?.to === today && summary.from === dayAgo(today, days)}
                onClick={() => set({ from: dayAgo(today, days), to: today })}
              >
                {t(`last.${days}`)}
              </button>
            ))}
          </span>
          <span className="rep-days">
            <input
              className="input"
              type="date"
              aria-label={t('from')}
              max={where.to ?? today}
              value={where.from ?? summary?.from ?? ''}
              onChange={(event) => event.target.value && set({ from: event.target.value })}
            />
            –
            <input
              className="input"
              type="date"
              aria-label={t('to')}
              max={today}
              value={where.to ?? summary?.to ?? ''}
              onChange={(event) =>
                event.target.value && set({ to: event.target.value, from: where.from ?? summary?.from })
              }
            />
          </span>
          {wide && (units.data?.rows.length ?? 0) > 1 && (
            <select
              className="input"
              aria-label={t('unit')}
              value={where.unit_id ?? ''}
              onChange={(event) => set({ unit_id: event.target.value || undefined })}
            >
              <option value="">{t('allUnits')}</option>
              {units.data?.rows.map((unit) => (
                <option key={unit.id} value={unit.id}>
                  {unit.name}
                </option>
              ))}
            </select>
          )}
          {summary && can(me, 'insight.manage') && <Target seconds={summary.target_seconds} />}
          {filtered && (
            <Button
              look="quiet"
              onClick={() => set({ unit_id: undefined, staff_id: undefined, channel_id: undefined })}
            >
              {t('clear')}
            </Button>
          )}
        </div>
        {query.isError && <Problem error={query.error} retry={() => void query.refetch()} />}
        {query.isPending && <Skeleton rows={8} look="line" />}
        {summary && !query.isError && summary.total.rounds === 0 && (
          <Empty title={t('none')} text={t(filtered ? 'noneFiltered' : 'noneText')} />
        )}
        {summary && !query.isError && summary.total.rounds > 0 && (
          <>
            <Cards figures={summary.total} target={summary.target_seconds} />
            <Groups summary={summary} group={group} staffId={where.staff_id ?? ''} set={set} wide={wide} />
            <Pareto where={where} cause={cause ?? ''} set={set} />
            <Rounds where={where} cause={cause ?? ''} slow={slow} target={summary.target_seconds} set={set} />
            <details className="rep-box rep-how">
              <summary>{t('how.title')}</summary>
              <dl>
                {['round', 'response', 'first', 'all', 'median', 'day', 'always', 'unanswered', 'slow', 'pareto'].map(
                  (name) => (
                    <div key={name}>
                      <dt>{t(`figure.${name}`)}</dt>
                      <dd>{t(`how.${name}`)}</dd>
                    </div>
                  ),
                )}
              </dl>
            </details>
          </>
        )}
      </div>
    </main>
  );
}
