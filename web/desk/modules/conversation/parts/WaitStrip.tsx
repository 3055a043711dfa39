import { useTexts } from '../../../../lib/i18n/i18n';
import { waited } from '../../../../lib/time/time';
import { urgency } from '../state/due';

/** Calm first: shown when the customer has waited long. */
export default function WaitStrip({ since }: { since: string }) {
  const { t } = useTexts('conversation');
  if (urgency(since) !== 'late') return null;
  const { unit, count } = waited(since);
  return (
    <div className="calm" role="status">
      <b>{t('calm.title')}</b>
      <span>{t('calm.text', { waited: t(`waited.${unit}`, { count }) })}</span>
    </div>
  );
}
