import { useQuery } from '@tanstack/react-query';
import { App, Button } from 'antd';
import type { Check, DeadLetter } from '../../../../lib/api/admin-types';
import { api } from '../../../../lib/api/client';
import { queries } from '../../../../lib/api/queries';
import type { Page } from '../../../../lib/api/types';
import { locale, useTexts } from '../../../../lib/i18n/i18n';
import { can } from '../../../../lib/perm/perm';
import { useMe } from '../../../../lib/session/me';
import { full } from '../../../../lib/time/time';
import { ListTable } from '../../../../ui/admin/ListTable';
import { PageHead } from '../../../../ui/admin/PageHead';
import { usePaged } from '../../../../ui/admin/usePaged';
import { Skeleton } from '../../../../ui/bits';
import { Icon } from '../../../../ui/Icon';
import { explain, Problem } from '../../../../ui/Problem';
import { toast } from '../../../../ui/toast';

function Checks() {
  const { t } = useTexts('system');
  const query = useQuery({ queryKey: ['doctor'], queryFn: () => api.get<Page<Check>>('/doctor'), staleTime: 0 });
  if (query.isError) return <Problem error={query.error} retry={() => void query.refetch()} />;
  return (
    <section className="card">
      <h2>
        {t('checks')}{' '}
        <Button size="small" loading={query.isFetching} onClick={() => void query.refetch()}>
          {t('again')}
        </Button>
        {query.data && (
          <small> {t('checkedAt', { time: full(new Date(query.dataUpdatedAt).toISOString(), locale()) })}</small>
        )}
      </h2>
      {query.isPending && <Skeleton rows={3} look="line" />}
      {query.data?.rows.map((check) => (
        <div key={check.name} className="act-row">
          <span className={`state-${check.state}`}>
            <Icon name={check.state === 'ok' ? 'check' : 'warn'} size={16} />
          </span>
          <b className={`state-${check.state}`}>{t(`state.${check.state}`)}</b>
          <span>{check.name}</span>
          {check.state !== 'ok' && <span className="sub">{check.message}</span>}
        </div>
      ))}
    </section>
  );
}

export default function HealthPage() {
  const { t } = useTexts('system');
  const frame = useTexts('frame').t;
  const { modal } = App.useApp();
  const mayReplay = can(useMe(), 'system.manage');
  const letters = usePaged<DeadLetter>('/dead-letters');
  const replay = async (letter: DeadLetter) => {
    try {
      await api.post(`/dead-letters/${letter.id}/replay`);
      await queries.invalidateQueries({ queryKey: ['/dead-letters'] });
      toast(t('replayed'));
    } catch (cause) {
      modal.error({ title: frame('problem.title'), content: explain(cause, frame) });
    }
  };
  return (
    <>
      <PageHead title={t('title')} text={t('text')} />
      <Checks />
      <section className="card">
        <h2>{t('letters')}</h2>
        <p>{t('lettersText')}</p>
        <ListTable
          query={letters}
          rowKey="id"
          more={t('more')}
          empty={{ title: t('none'), text: t('noneText') }}
          columns={[
            { title: t('at'), render: (_, row) => full(row.at, locale()) },
            { title: t('subscriber'), render: (_, row) => <span className="mono">{row.subscriber}</span> },
            { title: t('event'), render: (_, row) => <span className="mono">{row.event}</span> },
            { title: t('attempts'), render: (_, row) => row.attempts },
            { title: t('error'), render: (_, row) => <span className="mono">{row.error}</span> },
            {
              title: t('act'),
              render: (_, row) =>
                mayReplay && (
                  <Button size="small" onClick={() => void replay(row)}>
                    {t('replay')}
                  </Button>
                ),
            },
          ]}
        />
      </section>
    </>
  );
}
