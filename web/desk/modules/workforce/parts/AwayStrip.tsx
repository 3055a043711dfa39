import { useQuery } from '@tanstack/react-query';
import { api } from '../../../../lib/api/client';
import type { PresenceState } from '../../../../lib/api/types';
import { useTexts } from '../../../../lib/i18n/i18n';
import { useLineDown } from '../../../../lib/live/live';
import { explain } from '../../../../ui/Problem';
import { toast } from '../../../../ui/toast';
import { type Mine, mineKey, type Taken } from '../api';
import { backTo, learnMine, missed } from '../state/mine';

/** Over everything, since nothing comes to who counts as away or was made busy; while the line is down the frame says that. */
export default function AwayStrip() {
  const { t } = useTexts('workforce');
  const frame = useTexts('frame').t;
  const mine = useQuery({ queryKey: mineKey, queryFn: () => api.get<Mine>('/workforce/me') }).data;
  const unheard = useLineDown();
  if (!mine?.serves || unheard) return null;
  const lapsed = missed(mine.presence);
  if (mine.presence.state !== 'away' && !lapsed) return null;
  const take = async (state: PresenceState) => {
    try {
      learnMine(await api.put<Taken>('/workforce/me/state', { state }, { keepalive: true }));
    } catch (cause) {
      toast(explain(cause, frame));
    }
  };
  return (
    <div className="strip">
      <span role="status">{t(lapsed ? 'missedText' : 'lostText')}</span>
      <button type="button" onClick={() => void take(lapsed ? 'online' : backTo(mine.presence))}>
        {t(lapsed ? 'here' : 'back')}
      </button>
      {lapsed && (
        <button type="button" onClick={() => void take('busy')}>
          {t('stayBusy')}
        </button>
      )}
    </div>
  );
}
