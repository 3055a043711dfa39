import { Link, useNavigate } from '@tanstack/react-router';
import '../sample.css';
import { useTexts } from '../../../../lib/i18n/i18n';
import { Button } from '../../../../ui/Button';
import { Problem } from '../../../../ui/Problem';
import { useSample } from './useSample';

/** The end of the first run: begin, or look around first. */
export default function Onwards() {
  const { t } = useTexts('sample');
  const { may, sample, doing, problem, act } = useSample();
  const navigate = useNavigate();
  const look = async () => {
    if (await act('fill')) void navigate({ to: '/inbox' });
  };
  return (
    <footer className="onwards">
      <div>
        <Link className="btn btn-primary" to="/inbox">
          {t('begin')}
        </Link>
        {may && !sample?.in && (
          <Button busy={doing === 'fill'} onClick={() => void look()}>
            {t(doing === 'fill' ? 'filling' : 'look')}
          </Button>
        )}
      </div>
      {may && !sample?.in && <p>{t('lookHint')}</p>}
      {problem !== null && <Problem error={problem} />}
    </footer>
  );
}
