import { useQuery } from '@tanstack/react-query';
import { type ErrorComponentProps, Link } from '@tanstack/react-router';
import { ApiError, api } from '../../lib/api/client';
import { useTexts } from '../../lib/i18n/i18n';
import { Button } from '../../ui/Button';
import { Empty } from '../../ui/bits';
import { Problem } from '../../ui/Problem';

export function Missing() {
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

function Forbidden({ permission }: { permission: string }) {
  const { t } = useTexts('frame');
  const { data } = useQuery({
    queryKey: ['permission', permission],
    queryFn: () => api.get<{ name: string; granters: string }>(`/permissions/${permission}/help`),
    retry: false,
  });
  return (
    <main className="page-note">
      <Empty title={t('forbidden.title')} text={data && t('forbidden.text', { ...data })} />
    </main>
  );
}

export function PageProblem({ error, reset }: ErrorComponentProps) {
  const { t } = useTexts('frame');
  if (error instanceof ApiError && error.status === 403) {
    return <Forbidden permission={String(error.details.permission ?? '')} />;
  }
  // After an update the old pages are gone from the server: only a reload helps.
  const stale = error instanceof TypeError && /import|fetch|module/i.test(error.message);
  return (
    <main className="page-note">
      <Problem error={error} retry={stale ? () => location.reload() : reset} />
      <Button look="link" onClick={() => location.assign('/')}>
        {t('problem.home')}
      </Button>
    </main>
  );
}
