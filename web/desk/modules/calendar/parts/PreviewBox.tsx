import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useEffect, useState } from 'react';
import { api } from '../../../../lib/api/client';
import { useTexts } from '../../../../lib/i18n/i18n';
import { serverNow } from '../../../../lib/time/time';
import { Chip } from '../../../../ui/bits';
import { explain } from '../../../../ui/Problem';
import type { HoursFields, Preview } from '../api';
import { momentIn, wallIn } from './ranges';

function useSettled<T>(value: T, wait: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), wait);
    return () => clearTimeout(timer);
  }, [value, wait]);
  return settled;
}

const LENGTHS = [30, 240, 480];

/** Works out the hours that are being edited: open now? due when? why? */
export function PreviewBox({ hours }: { hours: Omit<HoursFields, 'name'> | null }) {
  const { t, locale } = useTexts('calendar');
  const frame = useTexts('frame').t;
  const zone = hours?.zone ?? 'Asia/Shanghai';
  const [wall, setWall] = useState(() => wallIn(serverNow(), zone));
  const [length, setLength] = useState('480');
  const at = momentIn(wall, zone);
  const asked = useSettled(JSON.stringify({ hours, at, minutes: Number(length) }), 300);
  const usable = hours !== null && at !== '' && /^\d{1,7}$/.test(length);
  const query = useQuery({
    queryKey: ['/calendar/hours/preview', asked],
    queryFn: () => api.post<Preview>('/calendar/hours/preview', JSON.parse(asked)),
    enabled: usable && (JSON.parse(asked) as { hours: unknown }).hours !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const moment = (time: string) =>
    new Intl.DateTimeFormat(locale, {
      timeZone: zone,
      month: 'short',
      day: 'numeric',
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }).format(new Date(time));
  const found = usable && !query.isError ? query.data : undefined;
  return (
    <aside className="card hours-preview" aria-labelledby="preview-title">
      <h2 id="preview-title">{t('preview.title')}</h2>
      <div className="hours-preview-ask">
        <label htmlFor="preview-start">
          {t('preview.start')}
          <Input
            id="preview-start"
            type="datetime-local"
            value={wall}
            onChange={(event) => setWall(event.target.value)}
          />
        </label>
        <label htmlFor="preview-minutes">
          {t('preview.minutes')}
          <Input
            id="preview-minutes"
            inputMode="numeric"
            value={length}
            onChange={(event) => setLength(event.target.value.trim())}
          />
        </label>
      </div>
      <div className="hours-preview-quick">
        {LENGTHS.map((n) => (
          <Button key={n} size="small" aria-pressed={length === String(n)} onClick={() => setLength(String(n))}>
            {n < 60 ? t('preview.min', { n }) : t('preview.hour', { n: n / 60 })}
          </Button>
        ))}
        <Button size="small" onClick={() => setWall(wallIn(serverNow(), zone))}>
          {t('preview.now')}
        </Button>
      </div>
      <div aria-live="polite">
        {!usable && <p className="week-hint">{t('preview.unfinished')}</p>}
        {usable && query.isError && <p className="week-wrong">{explain(query.error, frame)}</p>}
        {found && (
          <>
            <p className="hours-preview-state">
              <Chip look={found.open ? 'teal' : ''}>{t(found.open ? 'preview.open' : 'preview.shut')}</Chip>{' '}
              {found.next_change
                ? t(found.open ? 'hours.until' : 'hours.again', { at: moment(found.next_change) })
                : t('preview.always')}
            </p>
            <p className="hours-preview-due">
              {t('preview.due')} <strong>{moment(found.due)}</strong>
            </p>
            <ul className="hours-preview-why">
              {found.explain.split('\n').map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </>
        )}
      </div>
    </aside>
  );
}
