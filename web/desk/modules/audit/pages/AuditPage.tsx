import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, DatePicker, Input, Select } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import type { AuditRow } from '../../../../lib/api/admin-types';
import { address } from '../../../../lib/api/client';
import { locale, type Translate, useTexts } from '../../../../lib/i18n/i18n';
import { can } from '../../../../lib/perm/perm';
import { useMe } from '../../../../lib/session/me';
import { full } from '../../../../lib/time/time';
import { ListTable } from '../../../../ui/admin/ListTable';
import { PageHead } from '../../../../ui/admin/PageHead';
import { usePaged } from '../../../../ui/admin/usePaged';
import { ACTIONS } from '../parts/actions';
import { Detail } from '../parts/Detail';

type Filter = { from?: string; to?: string; q?: string; action?: string };

const words = (t: Translate, action: string) => t(`actions.${action}`, { defaultValue: action });
const doer = (t: Translate, row: AuditRow) =>
  row.actor.name || t(`actors.${row.actor.kind}`, { defaultValue: row.actor.kind });
const object = (t: Translate, row: AuditRow) =>
  row.subject.name || t(`kinds.${row.subject.kind}`, { defaultValue: row.subject.kind });

/** All acts in words, in the order of the reader's language. */
function choices(t: Translate) {
  return ACTIONS.map((value) => ({ value: value as string, label: words(t, value) })).sort((a, b) =>
    a.label.localeCompare(b.label, locale()),
  );
}

export default function AuditPage() {
  const { t } = useTexts('audit');
  const me = useMe();
  const search = useSearch({ strict: false }) as Filter;
  const filter: Filter = { from: search.from, to: search.to, q: search.q, action: search.action };
  const navigate = useNavigate();
  const set = (patch: Filter) => void navigate({ to: '.', search: { ...filter, ...patch }, replace: true });
  const query = usePaged<AuditRow>('/audit', filter);
  const [open, setOpen] = useState<AuditRow | null>(null);
  const exporter = can(me, 'audit.read') && (
    <Button href={address('/audit/export', { format: 'csv', ...filter })} download>
      {t('export')}
    </Button>
  );
  return (
    <>
      <PageHead title={t('title')} text={t('text')} act={exporter} />
      <div className="page-filter">
        <DatePicker.RangePicker
          aria-label={t('period')}
          value={[search.from ? dayjs(search.from) : null, search.to ? dayjs(search.to).subtract(1, 'ms') : null]}
          allowEmpty={[true, true]}
          onChange={(range) =>
            set({
              from: range?.[0]?.startOf('day').toISOString(),
              // The end is the start of the next day, so that the whole last day counts.
              to: range?.[1]?.add(1, 'day').startOf('day').toISOString(),
            })
          }
        />
        <Input.Search
          allowClear
          style={{ width: 220 }}
          placeholder={t('find')}
          aria-label={t('find')}
          defaultValue={search.q}
          onSearch={(q) => set({ q: q || undefined })}
        />
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          style={{ width: 240 }}
          placeholder={t('anyAction')}
          aria-label={t('action')}
          value={search.action}
          options={choices(t)}
          onChange={(action?: string) => set({ action })}
        />
      </div>
      <ListTable
        query={query}
        rowKey="id"
        more={t('more')}
        empty={{ title: t('none'), text: t('noneText') }}
        columns={[
          { title: t('at'), render: (_, row) => full(row.at, locale()) },
          { title: t('actor'), render: (_, row) => doer(t, row) },
          { title: t('action'), render: (_, row) => words(t, row.action) },
          { title: t('subject'), render: (_, row) => object(t, row) },
          { title: 'IP', render: (_, row) => <span className="mono">{row.ip}</span> },
          {
            title: t('changes'),
            render: (_, row) => (
              <Button size="small" type="link" onClick={() => setOpen(row)}>
                {t('see')}
              </Button>
            ),
          },
        ]}
      />
      {open && (
        <Detail
          row={open}
          title={words(t, open.action)}
          who={doer(t, open)}
          what={object(t, open)}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}
