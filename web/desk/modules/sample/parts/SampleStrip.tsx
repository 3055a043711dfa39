import { useNavigate } from '@tanstack/react-router';
import '../sample.css';
import { useTexts } from '../../../../lib/i18n/i18n';
import { useRemoval } from './useRemoval';
import { useSample } from './useSample';

/** Says above the list that not all of it is real, to who can end that. */
export default function SampleStrip() {
  const { t } = useTexts('sample');
  const of = useSample();
  const navigate = useNavigate();
  const removal = useRemoval(of, () => void navigate({ to: '/inbox' }));
  if (!of.sample?.in) return null;
  return (
    <div className="sample-strip">
      <span>{t('strip')}</span>
      <button type="button" className="btn btn-link" onClick={removal.ask}>
        {t('remove')}
      </button>
      {removal.dialog}
    </div>
  );
}
