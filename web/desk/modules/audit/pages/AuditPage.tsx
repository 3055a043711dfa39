import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, DatePicker, Input } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import type { AuditRow } from '../../../../lib/api/admin-types';
import { address } from '../../../../lib/api/client';
import { locale, useTexts } from '../../../../lib/i18n/i18n';
import { can } from '../../../../lib/perm/perm';
import { useMe } from '../../../../lib/session/me';
import { full } from '../../../../lib/time/time';
import { ListTable } from '../../../../ui/admin/ListTable';
import { PageHead } from '../../../../ui/admin/PageHead';
import { usePaged } from '../../../../ui/admin/usePaged';
import { Dialog } from '../../../../ui/Dialog';
import { diff } from '../parts/diff';

type Filter = { from?: string; to?: string; q?: string; action?: string };

function Detail({ row, onClose }: { row: AuditRow; onClose: () => void }) {
  const { t } = useTexts('audit');
  const frame = useTexts('frame').t;
  const changes = diff(row.before, row.after);
  return (
    <Dialog title={row.action} closeLabel={frame('close')} onClose={onClose} reading>
      <p>
        {full(row.at, locale())} · {row.actor.name} → {row.subject.name || row.subject.kind}
      </p>
      {changes.length === 0 ? (
        <p className="sub">{t('noChanges')}</p>
      ) : (
        <div className="diff">
          <b>{t('field')}</b>
          <b>{t('before')}</b>
          <b>{t('after')}</b>
          {changes.map((change) => (
            <div key={change.field} style={{ display: 'contents' }}>
              <span>{change.field}</span>
              <span className={change.before ? 'diff-old' : ''}>{change.before || t('nothing')}</span>
              <span className={change.after ? 'diff-new' : ''}>{change.after || t('nothing')}</span>
            </div>
          ))}
        </div>
      )}
    </Dialog>
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
        <Input.Search
          allowClear
          style={{ width: 200 }}
          placeholder={t('action')}
          aria-label={t('action')}
          defaultValue={search.action}
          onSearch={(action) => set({ action: action || undefined })}
        />
      </div>
      <ListTable
        query={query}
        rowKey="id"
        more={t('more')}
        empty={{ title: t('none'), text: t('noneText') }}
        columns={[
          { title: t('at'), render: (_, row) => full(row.at, locale()) },
          { title: t('actor'), render: (_, row) => row.actor.name || row.actor.kind },
          { title: t('action'), render: (_, row) => <span className="mono">{row.action}</span> },
          { title: t('subject'), render: (_, row) => row.subject.name || row.subject.id },
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
      {open && <Detail row={open} onClose={() => setOpen(null)} />}
    </>
  );
}
