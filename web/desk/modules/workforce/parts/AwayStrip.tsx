import { useQuery } from '@tanstack/react-query';
import { api } from '../../../../lib/api/client';
import { useTexts } from '../../../../lib/i18n/i18n';
import { useLineDown } from '../../../../lib/live/live';
import { explain } from '../../../../ui/Problem';
import { toast } from '../../../../ui/toast';
import { type Mine, mineKey, type Taken } from '../api';
import { backTo, learnMine } from '../state/mine';

/** Over everything, since nothing comes to who counts as away; while the line is down the frame says that. */
export default function AwayStrip() {
  const { t } = useTexts('workforce');
  const frame = useTexts('frame').t;
  const mine = useQuery({ queryKey: mineKey, queryFn: () => api.get<Mine>('/workforce/me') }).data;
  const unheard = useLineDown();
  if (!mine?.serves || mine.presence.state !== 'away' || unheard) return null;
  const back = async () => {
    try {
      learnMine(await api.put<Taken>('/workforce/me/state', { state: backTo(mine.presence) }, { keepalive: true }));
    } catch (cause) {
      toast(explain(cause, frame));
    }
  };
  return (
    <div className="strip">
      <span role="status">{t('lostText')}</span>
      <button type="button" onClick={() => void back()}>
        {t('back')}
      </button>
    </div>
  );
}
