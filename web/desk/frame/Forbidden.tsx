import { useQuery } from '@tanstack/react-query';
import { api } from '../../lib/api/client';
import { useTexts } from '../../lib/i18n/i18n';
import { Empty } from '../../ui/bits';

export default function Forbidden({ permission }: { permission: string }) {
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
