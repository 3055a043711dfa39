import { useState } from 'react';
import { api } from '../../../../lib/api/client';
import { queries } from '../../../../lib/api/queries';
import { useTexts } from '../../../../lib/i18n/i18n';
import { explain } from '../../../../ui/Problem';
import { toast } from '../../../../ui/toast';
import { duration } from './say';

const CHOICES = [60, 120, 180, 300, 600, 1800];

/** From which wait on an answer is late, for those who may say so. */
export function Target({ seconds }: { seconds: number }) {
  const { t } = useTexts('insight');
  const frame = useTexts('frame').t;
  const [busy, setBusy] = useState(false);
  const choices = CHOICES.includes(seconds) ? CHOICES : [...CHOICES, seconds].sort((a, b) => a - b);
  const save = async (target_seconds: number) => {
    setBusy(true);
    try {
      const { version } = await api.get<{ version: number }>('/insight/settings');
      await api.put('/insight/settings', { target_seconds, version });
      await queries.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).includes('insight') });
      toast(t('targetSaved'));
    } catch (cause) {
      toast(explain(cause, frame));
    } finally {
      setBusy(false);
    }
  };
  return (
    <label className="rep-days">
      {t('targetLabel')}
      <select
        className="input"
        value={seconds}
        disabled={busy}
        onChange={(event) => void save(Number(event.target.value))}
      >
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {duration(choice, t)}
          </option>
        ))}
      </select>
    </label>
  );
}
