import { InputNumber } from 'antd';
import { useTexts } from '../../../../lib/i18n/i18n';
import { split } from '../state/words';

interface Props {
  id?: string;
  value?: number;
  onChange?: (seconds: number) => void;
  /** What it is, for the names of its two fields. */
  label: string;
  /** What nought means; without it nought is no choice. */
  off?: string;
}

/** Seconds, typed as minutes and seconds. */
export function Duration({ id, value = 0, onChange, label, off }: Props) {
  const { t } = useTexts('routing');
  const { h, m, s } = split(value);
  const minutes = h * 60 + m;
  return (
    <div className="span-in">
      <InputNumber
        id={id}
        min={0}
        max={1440}
        precision={0}
        value={minutes}
        aria-label={t('span.minutesOf', { label })}
        suffix={t('span.minuteWord')}
        onChange={(next) => onChange?.((next ?? 0) * 60 + s)}
      />
      <InputNumber
        min={0}
        max={59}
        precision={0}
        value={s}
        aria-label={t('span.secondsOf', { label })}
        suffix={t('span.secondWord')}
        onChange={(next) => onChange?.(minutes * 60 + (next ?? 0))}
      />
      {value === 0 && off && <span className="span-off">{off}</span>}
    </div>
  );
}
