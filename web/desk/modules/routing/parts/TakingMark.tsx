import '../taking.css';
import { useTexts } from '../../../../lib/i18n/i18n';
import { can } from '../../../../lib/perm/perm';
import { useMe } from '../../../../lib/session/me';
import { useTaking } from './Taking';

function Mark() {
  const { t } = useTexts('routing');
  const taking = useTaking();
  if (!taking) return null;
  return (
    <button
      type="button"
      className="taking-mark"
      data-on={taking.takes || undefined}
      title={t(taking.takes ? 'taking.isOn' : 'taking.isOff')}
      onClick={() => void taking.choose(!taking.takes)}
    >
      {t(taking.takes ? 'taking.shortOn' : 'taking.shortOff')}
    </button>
  );
}

/** Under one's own state, wherever one is: online alone does not say whether customers come. */
export default function TakingMark() {
  return can(useMe(), 'routing.supervise') ? <Mark /> : null;
}
