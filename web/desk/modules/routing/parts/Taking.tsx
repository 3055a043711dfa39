import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { queries } from '../../../../lib/api/queries';
import { useTexts } from '../../../../lib/i18n/i18n';
import { explain } from '../../../../ui/Problem';
import { toast } from '../../../../ui/toast';
import { again, meQuery, routing } from '../api';

/** Whether one who leads is asked to take customers; null for who has nothing to choose. */
export function useTaking() {
  const { t } = useTexts('routing');
  const frame = useTexts('frame').t;
  const { data } = useQuery(meQuery);
  const [busy, setBusy] = useState(false);
  if (!data?.chooses) return null;
  const choose = async (takes: boolean) => {
    if (busy || takes === data.takes) return;
    setBusy(true);
    try {
      await routing.take(takes);
      toast(t(takes ? 'taking.on' : 'taking.off'));
      await Promise.all([queries.invalidateQueries({ queryKey: meQuery.queryKey }), again('wall')]);
    } catch (cause) {
      toast(explain(cause, frame));
    } finally {
      setBusy(false);
    }
  };
  return { takes: data.takes, unserved: data.unserved, choose };
}

/** On the wall: both choices in sight, the one that holds marked. */
export function Taking() {
  const { t } = useTexts('routing');
  const taking = useTaking();
  if (!taking) return null;
  return (
    <span id="wall-taking" className="wall-taking" role="group" aria-label={t('taking.label')} title={t('taking.hint')}>
      {[false, true].map((takes) => (
        <button
          key={String(takes)}
          type="button"
          aria-pressed={taking.takes === takes}
          onClick={() => void taking.choose(takes)}
        >
          {t(takes ? 'taking.take' : 'taking.watch')}
        </button>
      ))}
    </span>
  );
}
