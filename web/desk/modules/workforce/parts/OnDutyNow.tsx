import './state.css';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../../../lib/api/client';
import type { Page } from '../../../../lib/api/types';
import { useTexts } from '../../../../lib/i18n/i18n';
import type { OnDuty, ShiftType } from '../api';

/** Who should be here by the rota and is not; one line while all are. */
export function OnDutyNow({ shifts }: { shifts: ShiftType[] }) {
  const { t } = useTexts('workforce');
  const query = useQuery({
    queryKey: ['workforce', 'rota', 'now'],
    queryFn: () => api.get<Page<OnDuty>>('/workforce/rota/now'),
    refetchInterval: 30_000,
  });
  if (!query.data) return null;
  const { rows } = query.data;
  const missing = rows.filter((row) => !row.here);
  if (rows.length === 0) return <p className="duty">{t('duty.none')}</p>;
  return (
    <section className="duty" aria-label={t('duty.title')}>
      <p>
        {t('duty.here', { count: rows.length - missing.length, all: rows.length })}
        {missing.length > 0 && t('duty.missing')}
      </p>
      {missing.length > 0 && (
        <ul>
          {missing.map((row) => {
            const shift = shifts.find((one) => one.id === row.shift_type_id);
            return (
              <li key={`${row.presence.staff_id}${row.shift_type_id}`}>
                <span className="state-dot" data-state={row.presence.state} aria-hidden="true" />
                {row.presence.name}
                <small>
                  {t(`states.${row.presence.state}`)} · {shift?.name || t(`shifts.${shift?.key ?? 'early'}`)}
                </small>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
