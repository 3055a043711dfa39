import { useTexts } from '../../../../lib/i18n/i18n';
import { Empty } from '../../../../ui/bits';

/** Stands in for a conversation that one may no longer see. */
export default function Gone({ onBack }: { onBack: () => void }) {
  const { t } = useTexts('conversation');
  return (
    <main className="thread thread-none" aria-label={t('thread.title')}>
      <Empty
        title={t('gone.title')}
        text={t('gone.text')}
        action={
          <button type="button" className="btn" onClick={onBack}>
            {t('back')}
          </button>
        }
      />
    </main>
  );
}
