import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { ApiError } from '../../lib/api/client';
import { useTexts } from '../../lib/i18n/i18n';
import { late, renew } from '../../lib/module/late';
import { askAgain } from '../../lib/module/module';
import { Button } from '../../ui/Button';
import { Problem } from '../../ui/Problem';

export const Missing = late(() => import('./Missing'));
const Forbidden = late(() => import('./Forbidden'));

export function PageProblem({ error }: ErrorComponentProps) {
  const { t } = useTexts('frame');
  const router = useRouter();
  if (error instanceof ApiError && error.status === 403) {
    return <Forbidden permission={String(error.details.permission ?? '')} />;
  }
  // After an update the old pages are gone from the server: only a reload helps.
  const again = async () => {
    if (!(await renew())) return;
    askAgain();
    await router.invalidate();
  };
  return (
    <main className="page-note">
      <Problem error={error} retry={() => void again()} />
      <Button look="link" onClick={() => location.assign('/')}>
        {t('problem.home')}
      </Button>
    </main>
  );
}
