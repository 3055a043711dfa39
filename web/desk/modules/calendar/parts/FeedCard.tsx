import { useQuery } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { api } from '../../../../lib/api/client';
import { queries } from '../../../../lib/api/queries';
import { useTexts } from '../../../../lib/i18n/i18n';
import { CopyField } from '../../../../ui/admin/CopyField';
import { explain, Problem } from '../../../../ui/Problem';
import { toast } from '../../../../ui/toast';

interface Feed {
  url: string;
}

/** One's own address for a calendar program; it can be replaced. */
export function FeedCard() {
  const { t } = useTexts('calendar');
  const frame = useTexts('frame').t;
  const { modal } = App.useApp();
  const feed = useQuery({ queryKey: ['/calendar/feed'], queryFn: () => api.get<Feed>('/calendar/feed') });
  const renew = () =>
    modal.confirm({
      title: t('feed.renewAsk'),
      content: t('feed.renewText'),
      okText: t('feed.renew'),
      onOk: async () => {
        try {
          queries.setQueryData(['/calendar/feed'], await api.post<Feed>('/calendar/feed/renew'));
          toast(t('feed.renewed'));
        } catch (cause) {
          modal.error({ title: frame('problem.title'), content: explain(cause, frame) });
        }
      },
    });
  return (
    <section className="card feed">
      <h2>{t('feed.title')}</h2>
      <p>{t('feed.text')}</p>
      {feed.isError && <Problem error={feed.error} retry={() => void feed.refetch()} />}
      {feed.data && <CopyField text={feed.data.url} label={t('feed.copy')} />}
      <Button type="text" onClick={renew}>
        {t('feed.renew')}
      </Button>
    </section>
  );
}
