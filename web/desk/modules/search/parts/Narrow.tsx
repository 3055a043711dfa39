import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api } from '../../../../lib/api/client';
import type { Colleague, Label, Page } from '../../../../lib/api/types';
import { useTexts } from '../../../../lib/i18n/i18n';
import { can } from '../../../../lib/perm/perm';
import { useMe } from '../../../../lib/session/me';
import { dayStart, houseDay } from '../../../../lib/time/house';
import { serverNow } from '../../../../lib/time/time';

/** What narrows a search, as the server asks for it; empty fields do not. */
export interface Narrowed {
  from: string;
  staff_id: string;
  channel_id: string;
  label_id: string;
}

export const WIDE: Narrowed = { from: '', staff_id: '', channel_id: '', label_id: '' };

const DAYS = [1, 7, 30, 365];
const DAY_MS = 86_400_000;

/** Since the beginning of the day so many days ago, where the house is; today is one. */
export function since(days: number, zone: string | undefined, now = serverNow()): string {
  if (days === 0) return '';
  const today = Date.parse(houseDay(zone, now));
  return new Date(dayStart(houseDay('UTC', today - (days - 1) * DAY_MS), zone)).toISOString();
}

interface Named {
  id: string;
  name: string;
}

const listOf = <T extends Named>(path: string, on: boolean) => ({
  queryKey: ['search', 'narrow', path],
  queryFn: async ({ signal }: { signal: AbortSignal }) => (await api.get<Page<T>>(path, {}, signal)).rows,
  enabled: on,
  staleTime: 60_000,
});

interface Props {
  value: Narrowed;
  onChange: (next: Narrowed) => void;
}

/** When, who, where and with which label it was said. */
export function Narrow({ value, onChange }: Props) {
  const { t } = useTexts('search');
  const me = useMe();
  const people = useQuery(listOf<Colleague>('/colleagues', true)).data ?? [];
  const channels = useQuery(listOf<Named>('/channels', can(me, 'channel.read'))).data ?? [];
  const labels = useQuery(listOf<Label>('/labels', can(me, 'conversation.read'))).data ?? [];
  const pick = (field: keyof Narrowed, rows: Named[]): ReactNode =>
    rows.length > 0 && (
      <select
        aria-label={t(`narrow.${field}`)}
        value={value[field]}
        data-set={value[field] !== ''}
        onChange={(event) => onChange({ ...value, [field]: event.target.value })}
      >
        <option value="">{t(`narrow.${field}`)}</option>
        {rows.map((row) => (
          <option key={row.id} value={row.id}>
            {row.name}
          </option>
        ))}
      </select>
    );
  return (
    <div className="pal-narrow" role="group" aria-label={t('narrow.title')}>
      {pick(
        'from',
        DAYS.map((days) => ({ id: since(days, me?.organisation.zone), name: t(`narrow.days.${days}`) })),
      )}
      {pick('staff_id', people)}
      {pick('channel_id', channels)}
      {pick('label_id', labels)}
    </div>
  );
}
