import '../calendar.css';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { api } from '../../../../lib/api/client';
import type { Page } from '../../../../lib/api/types';
import { useTexts } from '../../../../lib/i18n/i18n';
import { can } from '../../../../lib/perm/perm';
import { useMe } from '../../../../lib/session/me';
import { houseDay } from '../../../../lib/time/house';
import { PageHead } from '../../../../ui/admin/PageHead';
import { Skeleton } from '../../../../ui/bits';
import { Icon } from '../../../../ui/Icon';
import { Problem } from '../../../../ui/Problem';
import type { CalendarDay, CalendarYear } from '../api';
import { FeedCard } from '../parts/FeedCard';
import { ImportDrawer } from '../parts/ImportDrawer';
import { YearGrid } from '../parts/YearGrid';

const FIRST = 1901;
const LAST = 2100;

export default function CalendarPage() {
  const { t } = useTexts('calendar');
  const me = useMe();
  const mayEdit = can(me, 'calendar.manage');
  const thisYear = Number(houseDay(me?.organisation.zone).slice(0, 4));
  const [year, setYear] = useState(thisYear);
  const [importing, setImporting] = useState(false);
  const days = useQuery({
    queryKey: ['/calendar/days', year],
    queryFn: () => api.get<Page<CalendarDay>>('/calendar/days', { from: `${year}-01-01`, to: `${year}-12-31` }),
  });
  const shown = useQuery({
    queryKey: ['/calendar/years', year],
    queryFn: () => api.get<CalendarYear>(`/calendar/years/${year}`),
  });
  const next = useQuery({
    queryKey: ['/calendar/years', thisYear + 1],
    queryFn: () => api.get<CalendarYear>(`/calendar/years/${thisYear + 1}`),
  });
  const add = mayEdit && <Button onClick={() => setImporting(true)}>{t('year.import', { year })}</Button>;
  const error = days.error ?? shown.error;
  const worked = days.data?.rows.filter((day) => day.working).length ?? 0;
  return (
    <>
      <PageHead title={t('year.title')} text={t('year.text')} act={add} />
      {next.data?.warning && year !== thisYear + 1 && (
        <p className="year-warn" role="status">
          <Icon name="warn" size={18} />
          <span>{t('year.warn', { year: thisYear + 1 })}</span>
          <Button size="small" onClick={() => setYear(thisYear + 1)}>
            {t('year.show', { year: thisYear + 1 })}
          </Button>
        </p>
      )}
      <div className="year-bar">
        <Button disabled={year <= FIRST} aria-label={t('year.before')} onClick={() => setYear(year - 1)}>
          ‹
        </Button>
        <h2 aria-live="polite">{t('year.name', { year })}</h2>
        <Button disabled={year >= LAST} aria-label={t('year.after')} onClick={() => setYear(year + 1)}>
          ›
        </Button>
        {year !== thisYear && (
          <Button type="text" onClick={() => setYear(thisYear)}>
            {t('year.this')}
          </Button>
        )}
        {shown.data && (
          <span className={shown.data.source === 'missing' ? 'state-warn' : 'year-source'}>
            {t(`year.source.${shown.data.source}`)}
            {days.data && ` · ${t('year.worked', { n: worked })}`}
          </span>
        )}
      </div>
      {shown.data && shown.data.already_worked.length > 0 && (
        <p className="year-warn" role="status">
          <Icon name="warn" size={18} />
          <span>{t('year.alreadyWorked', { days: shown.data.already_worked.join('、') })}</span>
        </p>
      )}
      <ul className="year-legend">
        <li>
          <b data-kind="holiday">{t('year.rest')}</b> {t('year.holiday')}
        </li>
        <li>
          <b data-kind="makeup">{t('year.work')}</b> {t('year.makeup')}
        </li>
        <li>
          <b data-kind="off" /> {t('year.weekend')}
        </li>
      </ul>
      {error && <Problem error={error} retry={() => void Promise.all([days.refetch(), shown.refetch()])} />}
      {days.isPending && <Skeleton rows={8} look="line" />}
      {days.data && <YearGrid days={days.data.rows} />}
      <FeedCard />
      {importing && <ImportDrawer year={year} onClose={() => setImporting(false)} />}
    </>
  );
}
