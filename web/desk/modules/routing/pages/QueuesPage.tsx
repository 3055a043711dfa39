import '../queues.css';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Tabs } from 'antd';
import { useTexts } from '../../../../lib/i18n/i18n';
import { PageHead } from '../../../../ui/admin/PageHead';
import { HouseRules } from '../parts/HouseRules';
import { Places } from '../parts/Places';
import { QueueEditor } from '../parts/QueueEditor';
import { QueueList } from '../parts/QueueList';

function Queues() {
  const { t } = useTexts('routing');
  const { tab } = useSearch({ strict: false }) as { tab?: string };
  const navigate = useNavigate();
  return (
    <>
      <PageHead title={t('queues.title')} text={t('queues.text')} />
      <Tabs
        activeKey={tab ?? 'queues'}
        destroyOnHidden
        onChange={(next) =>
          void navigate({ to: '/settings/queues' as string, search: { tab: next } as never, replace: true })
        }
        items={[
          { key: 'queues', label: t('queues.list'), children: <QueueList /> },
          { key: 'places', label: t('queues.places'), children: <Places /> },
          { key: 'rules', label: t('queues.rules'), children: <HouseRules /> },
        ]}
      />
    </>
  );
}

export default function QueuesPage() {
  const { id } = useParams({ strict: false }) as { id?: string };
  return id ? <QueueEditor id={id} /> : <Queues />;
}
