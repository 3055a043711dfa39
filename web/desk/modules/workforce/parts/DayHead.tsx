import { useTexts } from '../../../../lib/i18n/i18n';
import type { Day } from '../api';

const TENS = ['初', '十', '廿', '三'];
const ONES = ['十', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
const MONTHS = ['正', '二', '三', '四', '五', '六', '七', '八', '九', '十', '冬', '腊'];

/** The lunar day as a wall calendar prints it: 初一 shows its month instead. */
export function lunarText(lunar: Day['lunar'] | null): string {
  if (!lunar) return '';
  const { day, month, leap } = lunar;
  if (day === 1) return `${leap ? '闰' : ''}${MONTHS[month - 1]}月`;
  if (day === 10 || day === 20 || day === 30) return { 10: '初十', 20: '二十', 30: '三十' }[day] ?? '';
  return `${TENS[Math.floor(day / 10)]}${ONES[day % 10]}`;
}

/** Weekday, date, and what the calendar says of the day. */
export function DayHead({ date, day, today }: { date: string; day?: Day; today: boolean }) {
  const { t, locale } = useTexts('workforce');
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' }).format(new Date(date));
  const lunar = locale === 'en' ? '' : lunarText(day?.lunar ?? null);
  return (
    <span className="day-head">
      <span>
        {weekday} <b>{date.slice(5).replace('-', '/')}</b>
        {today && <i>{t('rota.today')}</i>}
      </span>
      <small>
        {day?.kind && <em data-kind={day.kind}>{t(`rota.${day.kind}`)}</em>}
        {day?.name || lunar}
      </small>
    </span>
  );
}
