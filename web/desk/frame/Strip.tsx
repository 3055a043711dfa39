import { useEffect, useState } from 'react';
import { useTexts } from '../../lib/i18n/i18n';
import { live, useLiveStatus, useRetrySeconds } from '../../lib/live/live';

/** A blink of the line is not worth a strip across the screen. */
const QUIET_MS = 1_500;

export function Strip() {
  const { t } = useTexts('frame');
  const status = useLiveStatus();
  const seconds = useRetrySeconds(status);
  const down = status.failures > 0 || status.state === 'replaced';
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (!down) {
      setShown(false);
      return;
    }
    const timer = setTimeout(() => setShown(true), QUIET_MS);
    return () => clearTimeout(timer);
  }, [down]);
  if (!shown) return null;
  const text =
    status.state === 'replaced'
      ? t('live.replaced')
      : status.state === 'waiting'
        ? t('live.waiting', { count: seconds })
        : t('live.connecting');
  return (
    <div className="strip">
      <span role="status">{status.state === 'replaced' ? text : t('live.down')}</span>
      {status.state !== 'replaced' && <span aria-hidden="true">{text}</span>}
      <button type="button" onClick={live.now} disabled={status.state === 'connecting'}>
        {status.state === 'replaced' ? t('live.here') : t('live.now')}
      </button>
    </div>
  );
}
