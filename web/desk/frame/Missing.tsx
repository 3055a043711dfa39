import { Link } from '@tanstack/react-router';
import { useTexts } from '../../lib/i18n/i18n';
import { Empty } from '../../ui/bits';

export default function Missing() {
  const { t } = useTexts('frame');
  return (
    <main className="page-note">
      <Empty
        title={t('missing.title')}
        text={t('missing.text')}
        action={<Link to="/inbox">{t('missing.back')}</Link>}
      />
    </main>
  );
}
