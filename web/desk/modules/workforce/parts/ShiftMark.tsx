import { useTexts } from '../../../../lib/i18n/i18n';
import { Icon } from '../../../../ui/Icon';
import type { RotaRow, ShiftType } from '../api';
import { clockOf } from './minutes';

/** A shift as a small plate: its name and when. */
export function ShiftMark({ shift }: { shift?: ShiftType }) {
  const { t } = useTexts('workforce');
  if (!shift) return null;
  const times = `${clockOf(shift.start_min)}–${clockOf(shift.start_min + shift.length_min)}`;
  return (
    <span className="shift-mark" data-key={shift.key || 'own'} title={times}>
      <b>{shift.name || t(`shifts.${shift.key}`)}</b>
      <small>{times}</small>
    </span>
  );
}

/** What the rules of working time say of a day, in words that name the rule. */
export function Warnings({ list }: { list: RotaRow['days'][number]['warnings'] }) {
  const { t } = useTexts('workforce');
  return list?.map((one) => {
    const hours = Math.round(one.value / 6) / 10;
    const text = one.rule === 'rest' ? t('rules.rest', { hours }) : t('rules.days', { count: one.value });
    return (
      <span key={one.rule} className="shift-warn" title={text}>
        <Icon name="warn" size={13} />
        {one.rule === 'rest' ? t('rules.restShort', { hours }) : t('rules.daysShort', { count: one.value })}
        <span className="sr">{text}</span>
      </span>
    );
  });
}
