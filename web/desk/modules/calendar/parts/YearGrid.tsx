import { useTexts } from '../../../../lib/i18n/i18n';
import { useMe } from '../../../../lib/session/me';
import { houseDay } from '../../../../lib/time/house';
import { type CalendarDay, DAYS } from '../api';
import { lunarText, months } from './lunar';

function Cell({ day, today }: { day: CalendarDay; today: boolean }) {
  const { t, locale } = useTexts('calendar');
  const festival = day.festivals[0];
  const kind = day.kind ?? (day.working ? 'worked' : 'off');
  // Its whole name is in the words below; the square holds a short one.
  const brief = festival && t(festival.replace(/^festival/, 'brief'), { defaultValue: t(festival) });
  const small = brief || (day.lunar ? lunarText(day.lunar, locale) : '');
  const about = [
    day.date,
    t(`year.kinds.${kind}`),
    day.name,
    ...day.festivals.map((key) => t(key)),
    day.lunar && lunarText(day.lunar, locale),
  ];
  const words = [...new Set(about.filter(Boolean))];
  return (
    <td data-kind={kind} data-today={today} title={words.join(' · ')}>
      <span aria-hidden="true" className="year-day">
        {Number(day.date.slice(8))}
        {day.kind && <b>{t(day.kind === 'holiday' ? 'year.rest' : 'year.work')}</b>}
      </span>
      <small aria-hidden="true" data-festival={Boolean(festival)}>
        {small}
      </small>
      <span className="sr">{words.join(' ')}</span>
    </td>
  );
}

/** Twelve months; each day with its lunar date or festival, and whether it is worked. */
export function YearGrid({ days }: { days: CalendarDay[] }) {
  const { t, locale } = useTexts('calendar');
  const today = houseDay(useMe()?.organisation.zone);
  return (
    <div className="year">
      {months(days).map((weeks, i) => {
        const name = new Intl.DateTimeFormat(locale, { month: 'long', timeZone: 'UTC' }).format(Date.UTC(2026, i, 1));
        return (
          <table key={name}>
            <caption>{name}</caption>
            <thead>
              <tr>
                {DAYS.map((day) => (
                  <th key={day} scope="col" abbr={t(`days.${day}`)}>
                    {t(`short.${day}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {weeks.map((week, n) => (
                <tr key={n}>
                  {week.map((day, column) =>
                    day ? (
                      <Cell key={day.date} day={day} today={day.date === today} />
                    ) : (
                      <td key={column} data-gap="true" />
                    ),
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        );
      })}
    </div>
  );
}
