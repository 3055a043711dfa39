import { Button, Input } from 'antd';
import { useTexts } from '../../../../lib/i18n/i18n';
import { DAYS, type Range, type Weekday } from '../api';
import { bars, readRanges, writeRanges } from './ranges';

export type WeekTexts = Record<Weekday, string>;

interface Props {
  week: WeekTexts;
  errors: Record<string, string>;
  onChange: (next: WeekTexts) => void;
}

function ranges(text: string): Range[] {
  return readRanges(text) ?? [];
}

/** A line for each weekday: typed like "9-12 13-18", drawn beside it. */
export function WeekGrid({ week, errors, onChange }: Props) {
  const { t } = useTexts('calendar');
  const tidy = (day: Weekday) => {
    const read = readRanges(week[day]);
    if (read) onChange({ ...week, [day]: writeRanges(read) });
  };
  return (
    <fieldset className="week">
      <legend>{t('edit.week')}</legend>
      <p className="week-hint" id="week-hint">
        {t('edit.weekHint')}
      </p>
      {DAYS.map((day, i) => {
        const before = DAYS[(i + 6) % 7] as Weekday;
        const wrong = readRanges(week[day]) === null ? t('edit.unread') : errors[`week.${day}`];
        return (
          <div className="week-row" key={day}>
            <label htmlFor={`week-${day}`}>{t(`days.${day}`)}</label>
            <div>
              <Input
                id={`week-${day}`}
                value={week[day]}
                placeholder={t('edit.off')}
                status={wrong ? 'error' : undefined}
                aria-invalid={Boolean(wrong)}
                aria-describedby={wrong ? `week-${day}-wrong` : 'week-hint'}
                onChange={(event) => onChange({ ...week, [day]: event.target.value })}
                onBlur={() => tidy(day)}
              />
              {wrong && (
                <p className="week-wrong" id={`week-${day}-wrong`}>
                  {wrong}
                </p>
              )}
            </div>
            <div className="week-bar" aria-hidden="true">
              {bars(ranges(week[day]), ranges(week[before])).map((bar) => (
                <i
                  key={`${bar.left}/${bar.over}`}
                  data-over={bar.over}
                  style={{ left: `${bar.left}%`, width: `${bar.width}%` }}
                />
              ))}
            </div>
            <Button
              size="small"
              type="text"
              disabled={i === 0}
              style={i === 0 ? { visibility: 'hidden' } : undefined}
              aria-label={t('edit.sameLabel', { day: t(`days.${day}`), before: t(`days.${before}`) })}
              onClick={() => onChange({ ...week, [day]: week[before] })}
            >
              {t('edit.same')}
            </Button>
          </div>
        );
      })}
      <div className="week-row week-scale" aria-hidden="true">
        <span />
        <span />
        <div>
          {[0, 6, 12, 18, 24].map((hour) => (
            <span key={hour} style={{ left: `${(hour / 24) * 100}%` }}>
              {hour}
            </span>
          ))}
        </div>
      </div>
    </fieldset>
  );
}
