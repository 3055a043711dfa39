import { useState } from 'react';
import { useTexts } from '../../../../lib/i18n/i18n';
import { Button } from '../../../../ui/Button';
import { Dialog } from '../../../../ui/Dialog';
import type { RotaRow, ShiftType } from '../api';
import { ShiftMark, Warnings } from './ShiftMark';

interface Props {
  name: string;
  date: string;
  shifts: ShiftType[];
  chosen: string[];
  warnings: RotaRow['days'][number]['warnings'];
  onClose: () => void;
  onSave: (ids: string[]) => void;
}

/** The shifts of one person on one day. */
export function CellDialog({ name, date, shifts, chosen, warnings, onClose, onSave }: Props) {
  const { t } = useTexts('workforce');
  const frame = useTexts('frame').t;
  const [ids, setIds] = useState(chosen);
  const toggle = (id: string) => setIds(ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id]);
  return (
    <Dialog
      title={`${name} · ${date.slice(5).replace('-', '/')}`}
      closeLabel={frame('close')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={() => onSave([])}>{t('rota.free')}</Button>
          <Button look="primary" onClick={() => onSave(ids)}>
            {frame('save')}
          </Button>
        </>
      }
    >
      <div className="cell-list">
        {shifts.map((shift) => (
          <label key={shift.id} className="cell-one">
            <input type="checkbox" checked={ids.includes(shift.id)} onChange={() => toggle(shift.id)} />
            <ShiftMark shift={shift} />
          </label>
        ))}
      </div>
      <p className="cell-warn">
        <Warnings list={warnings} />
      </p>
    </Dialog>
  );
}
