import '../calendar.css';
import { Link, useNavigate } from '@tanstack/react-router';
import { App, Button } from 'antd';
import { ApiError, api } from '../../../../lib/api/client';
import { useTexts } from '../../../../lib/i18n/i18n';
import { full } from '../../../../lib/time/time';
import { ListTable } from '../../../../ui/admin/ListTable';
import { PageHead } from '../../../../ui/admin/PageHead';
import { usePaged } from '../../../../ui/admin/usePaged';
import { Chip } from '../../../../ui/bits';
import { explain } from '../../../../ui/Problem';
import { DAYS, type Hours, refresh } from '../api';
import { summary } from '../parts/ranges';

export default function HoursListPage() {
  const { t, locale } = useTexts('calendar');
  const frame = useTexts('frame').t;
  const { modal } = App.useApp();
  const go = useNavigate();
  const query = usePaged<Hours>('/calendar/hours');
  const names = DAYS.map((day) => t(`days.${day}`));
  const refused = (cause: unknown) => {
    const usage = cause instanceof ApiError ? cause.details.usage : undefined;
    const lines = Array.isArray(usage) ? usage.map(String) : [];
    modal.error({
      title: frame('problem.title'),
      content: (
        <>
          <p>{explain(cause, frame)}</p>
          {lines.map((line) => (
            <p key={line}>{line}</p>
          ))}
        </>
      ),
    });
  };
  const remove = (row: Hours) =>
    modal.confirm({
      title: t('hours.removeAsk', { name: row.name }),
      content: t('hours.removeText'),
      okText: t('hours.remove'),
      okButtonProps: { danger: true },
      onOk: async () => {
        try {
          await api.delete(`/calendar/hours/${row.id}`);
          await refresh('/calendar/hours');
        } catch (cause) {
          refused(cause);
        }
      },
    });
  const add = (
    <Button type="primary" onClick={() => void go({ to: '/settings/hours/new' as string })}>
      {t('hours.add')}
    </Button>
  );
  return (
    <>
      <PageHead title={t('hours.title')} text={t('hours.text')} act={add} />
      <ListTable
        query={query}
        rowKey="id"
        more={t('more')}
        empty={{ title: t('hours.none'), text: t('hours.noneText'), action: add }}
        columns={[
          {
            title: t('hours.name'),
            render: (_, row) => <Link to={`/settings/hours/${row.id}` as string}>{row.name}</Link>,
          },
          {
            title: t('hours.now'),
            render: (_, row) => (
              <>
                <Chip look={row.open ? 'teal' : ''}>{t(row.open ? 'hours.open' : 'hours.shut')}</Chip>{' '}
                <span className="hours-next">
                  {row.next_change &&
                    t(row.open ? 'hours.until' : 'hours.again', { at: full(row.next_change, locale) })}
                </span>
              </>
            ),
          },
          {
            title: t('hours.week'),
            render: (_, row) =>
              summary(
                DAYS.map((day) => row.week[day] ?? []),
                names,
                (from, to) => t('hours.span', { from, to }),
              ),
          },
          {
            title: t('hours.holidays'),
            render: (_, row) => t(row.follows_holidays ? 'hours.follows' : 'hours.ignores'),
          },
          {
            title: t('hours.acts'),
            width: 90,
            render: (_, row) => (
              <Button size="small" type="text" danger onClick={() => remove(row)}>
                {t('hours.remove')}
              </Button>
            ),
          },
        ]}
      />
    </>
  );
}
