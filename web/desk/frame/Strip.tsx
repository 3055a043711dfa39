import { useTexts } from '../../lib/i18n/i18n';
import { live, useLineDown, useLiveStatus, useRetrySeconds } from '../../lib/live/live';
import { renew } from '../../lib/module/late';
import { useDeskLost } from '../../lib/module/module';

export function Strip() {
  const { t } = useTexts('frame');
  const status = useLiveStatus();
  const seconds = useRetrySeconds(status);
  const shown = useLineDown();
  const lost = useDeskLost();
  if (!shown)
    return lost ? (
      <div className="strip">
        <span role="status">{t('live.part')}</span>
        <button type="button" onClick={() => void renew(true)}>
          {t('live.reload')}
        </button>
      </div>
    ) : null;
  const { state } = status;
  const ended = state === 'replaced' || state === 'blocked';
  return (
    <div className="strip">
      <span role="status">{t(ended ? `live.${state}` : 'live.down')}</span>
      {!ended && (
        <span aria-hidden="true">
          {state === 'waiting' ? t('live.waiting', { count: seconds }) : t('live.connecting')}
        </span>
      )}
      <button type="button" onClick={live.now} disabled={state === 'connecting'}>
        {t(state === 'replaced' ? 'live.here' : 'live.now')}
      </button>
    </div>
  );
}
