import { Button, Input } from 'antd';
import { useTexts } from '../../../../lib/i18n/i18n';
import { Icon } from '../../../../ui/Icon';
import { readRanges, writeRanges } from './ranges';

/** A day of its own: without text it is closed. */
export interface SpecialDay {
  key: number;
  date: string;
  text: string;
}

interface Props {
  days: SpecialDay[];
  errors: Record<string, string>;
  onChange: (next: SpecialDay[]) => void;
}

let next = 0;

export function newDay(date = '', text = ''): SpecialDay {
  next += 1;
  return { key: next, date, text };
}

/** Days that differ from their weekday: closed, or with hours of their own. */
export function SpecialDays({ days, errors, onChange }: Props) {
  const { t } = useTexts('calendar');
  const set = (key: number, change: Partial<SpecialDay>) =>
    onChange(days.map((day) => (day.key === key ? { ...day, ...change } : day)));
  return (
    <fieldset className="week">
      <legend>{t('edit.special')}</legend>
      <p className="week-hint">{t('edit.specialHint')}</p>
      {days.map((day) => {
        const read = readRanges(day.text);
        const doubled = day.date !== '' && days.some((other) => other.key !== day.key && other.date === day.date);
        const wrong = doubled
          ? t('edit.doubled')
          : read === null
            ? t('edit.unread')
            : (errors[`extra.${day.date}`] ?? (day.date ? undefined : errors.special));
        return (
          <div className="special-row" key={day.key}>
            <Input
              type="date"
              aria-label={t('edit.date')}
              value={day.date}
              status={wrong ? 'error' : undefined}
              onChange={(event) => set(day.key, { date: event.target.value })}
            />
            <Input
              aria-label={t('edit.dayHours')}
              value={day.text}
              placeholder={t('edit.closedDay')}
              status={wrong ? 'error' : undefined}
              onChange={(event) => set(day.key, { text: event.target.value })}
              onBlur={() => read && set(day.key, { text: writeRanges(read) })}
            />
            <Button
              type="text"
              aria-label={t('edit.dropDay', { date: day.date })}
              icon={<Icon name="close" size={16} />}
              onClick={() => onChange(days.filter((other) => other.key !== day.key))}
            />
            {wrong && <p className="week-wrong">{wrong}</p>}
          </div>
        );
      })}
      <Button size="small" onClick={() => onChange([...days, newDay()])}>
        {t('edit.addDay')}
      </Button>
    </fieldset>
  );
}
