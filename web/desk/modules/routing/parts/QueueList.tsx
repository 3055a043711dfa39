import { Link, useNavigate } from '@tanstack/react-router';
import { App, Button } from 'antd';
import { api } from '../../../../lib/api/client';
import { useTexts } from '../../../../lib/i18n/i18n';
import { can } from '../../../../lib/perm/perm';
import { useMe } from '../../../../lib/session/me';
import { full } from '../../../../lib/time/time';
import { ListTable } from '../../../../ui/admin/ListTable';
import { usePaged } from '../../../../ui/admin/usePaged';
import { Chip } from '../../../../ui/bits';
import { explain } from '../../../../ui/Problem';
import { toast } from '../../../../ui/toast';
import { again, type Queue } from '../api';
import { useSources } from '../state/sources';
import { ProblemLine } from './QueueCard';

export function QueueList() {
  const { t, locale } = useTexts('routing');
  const frame = useTexts('frame').t;
  const { modal } = App.useApp();
  const go = useNavigate();
  const manages = can(useMe(), 'routing.manage');
  const query = usePaged<Queue>('/routing/queues');
  const from = useSources();
  const remove = (row: Queue) =>
    modal.confirm({
      title: t('queues.removeAsk', { name: row.name }),
      content: t('queues.removeText'),
      okText: t('queues.remove'),
      okButtonProps: { danger: true },
      onOk: async () => {
        try {
          await api.delete(`/routing/queues/${row.id}`);
          toast(t('queues.removed', { name: row.name }));
          await Promise.all([again('queues', 'wall'), query.refetch()]);
        } catch (cause) {
          modal.error({ title: frame('problem.title'), content: explain(cause, frame) });
        }
      },
    });
  const add = manages && (
    <Button type="primary" onClick={() => void go({ to: '/settings/queues/new' as string })}>
      {t('queue.add')}
    </Button>
  );
  return (
    <>
      <div className="page-filter">{add}</div>
      <ListTable
        query={query}
        rowKey="id"
        more={t('more')}
        empty={{ title: t('wall.none'), text: t('wall.noneText'), action: add || undefined }}
        columns={[
          {
            title: t('field.name'),
            render: (_, row) => (
              <>
                {manages ? <Link to={`/settings/queues/${row.id}` as string}>{row.name}</Link> : row.name}
                <span className="sub">{from.units.find((unit) => unit.id === row.unit_id)?.name}</span>
              </>
            ),
          },
          {
            title: t('queues.now'),
            render: (_, row) => (
              <>
                <Chip look={row.open && row.enabled ? 'teal' : ''}>
                  {t(!row.enabled ? 'queues.off' : row.open ? 'wall.open' : 'wall.closed')}
                </Chip>
                <span className="sub">
                  {row.next_opening
                    ? t('queue.nextOpen', { at: full(row.next_opening, locale) })
                    : (from.hours.find((one) => one.id === row.hours_id)?.name ?? t('queue.always'))}
                </span>
              </>
            ),
          },
          { title: t('field.mode'), render: (_, row) => t(`mode.${row.mode}`) },
          {
            title: t('queues.people'),
            render: (_, row) =>
              row.everybody ? t('queue.everybody') : t('queues.count', { count: row.members?.length ?? 0 }),
          },
          {
            title: t('field.channels'),
            render: (_, row) =>
              (row.channels ?? [])
                .map((id) => from.channels?.find((one) => one.id === id)?.name ?? '…')
                .join(t('comma')) || t('queue.anyChannel'),
          },
          {
            title: t('queues.problems'),
            render: (_, row) => (
              <div style={{ maxWidth: 250 }}>
                {row.problems?.map((one) => (
                  <ProblemLine key={one} problem={one} id={row.id} />
                ))}
              </div>
            ),
          },
          {
            title: t('queues.acts'),
            width: 90,
            hidden: !manages,
            render: (_, row) => (
              <Button
                size="small"
                type="text"
                danger
                aria-label={t('queues.removeOf', { name: row.name })}
                onClick={() => remove(row)}
              >
                {t('queues.remove')}
              </Button>
            ),
          },
        ]}
      />
    </>
  );
}
