import { useTexts } from '../../../../lib/i18n/i18n';
import { readTaking, useAsked } from '../state/asked';
import { useTaking } from './Taking';

/** Says that customers come, or come no more, since colleagues have gone or come: nobody notices that by itself. */
export default function TakingStrip() {
  const { t } = useTexts('routing');
  const changed = useAsked((asked) => asked.taking);
  const taking = useTaking();
  if (!taking) return null;
  if (!taking.takes && taking.unserved > 0)
    return (
      <div className="strip">
        <span role="status">{t('taking.unserved', { count: taking.unserved })}</span>
        <button type="button" onClick={() => void taking.choose(true)}>
          {t('taking.take')}
        </button>
      </div>
    );
  if (changed === null) return null;
  const other = async () => {
    await taking.choose(!changed);
    readTaking();
  };
  return (
    <div className="strip">
      <span role="status">{t(changed ? 'taking.changedOn' : 'taking.changedOff')}</span>
      <button type="button" onClick={() => void other()}>
        {t(changed ? 'taking.watch' : 'taking.take')}
      </button>
      <button type="button" onClick={readTaking}>
        {t('taking.understood')}
      </button>
    </div>
  );
}
