import { useNavigate } from '@tanstack/react-router';
import '../sample.css';
import { useState } from 'react';
import { useTexts } from '../../../../lib/i18n/i18n';
import { AskRemove } from './AskRemove';
import { useSample } from './useSample';

/** Says above the list that not all of it is real, to who can end that. */
export default function SampleStrip() {
  const { t } = useTexts('sample');
  const { sample, doing, problem, act } = useSample();
  const [asking, setAsking] = useState(false);
  const navigate = useNavigate();
  if (!sample?.in) return null;
  const remove = async () => {
    if (!(await act('remove'))) return;
    setAsking(false);
    void navigate({ to: '/inbox' });
  };
  return (
    <div className="sample-strip">
      <span>{t('strip')}</span>
      <button type="button" className="btn btn-link" onClick={() => setAsking(true)}>
        {t('remove')}
      </button>
      {asking && (
        <AskRemove
          busy={doing === 'remove'}
          problem={problem}
          onRemove={() => void remove()}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}
