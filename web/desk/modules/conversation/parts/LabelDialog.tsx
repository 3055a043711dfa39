import { useState } from 'react';
import type { Label } from '../../../../lib/api/types';
import { useTexts } from '../../../../lib/i18n/i18n';
import { Dialog } from '../../../../ui/Dialog';
import { Dot } from './Dot';

interface Props {
  labels: Label[];
  picked: string[];
  onClose: () => void;
  onChange: (ids: string[]) => void;
}

export default function LabelDialog({ labels, picked, onClose, onChange }: Props) {
  const { t } = useTexts('conversation');
  const [ids, setIds] = useState(picked);
  const toggle = (id: string) => {
    const next = ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id];
    setIds(next);
    onChange(next);
  };
  return (
    <Dialog title={t('labels.title')} closeLabel={t('close')} onClose={onClose}>
      {labels.length === 0 && <p className="pick-none">{t('labels.none')}</p>}
      <div className="label-list">
        {labels.map((label) => (
          <label key={label.id}>
            <input type="checkbox" checked={ids.includes(label.id)} onChange={() => toggle(label.id)} />
            <Dot colour={label.colour} />
            {label.name}
          </label>
        ))}
      </div>
    </Dialog>
  );
}
