import { useNavigate, useSearch } from '@tanstack/react-router';
import { App, Button, Input, Select, type TableColumnsType, Tag } from 'antd';
import { useState } from 'react';
import type { Staff, StaffLink } from '../../../../lib/api/admin-types';
import { api } from '../../../../lib/api/client';
import { locale, useTexts } from '../../../../lib/i18n/i18n';
import { can } from '../../../../lib/perm/perm';
import { useMe } from '../../../../lib/session/me';
import { brief } from '../../../../lib/time/time';
import { ListTable } from '../../../../ui/admin/ListTable';
import { PageHead } from '../../../../ui/admin/PageHead';
import { usePaged } from '../../../../ui/admin/usePaged';
import { Chip } from '../../../../ui/bits';
import { explain } from '../../../../ui/Problem';
import { toast } from '../../../../ui/toast';
import { refresh } from '../parts/hooks';
import { LinkBox } from '../parts/LinkBox';
import { StaffDrawer } from '../parts/StaffDrawer';

type Filter = { q?: string; state?: string };

function useStaffActs(showLink: (link: StaffLink, name: string) => void) {
  const { t } = useTexts('org');
  const frame = useTexts('frame').t;
  const { modal } = App.useApp();
  const attempt = async (act: () => Promise<unknown>) => {
    try {
      await act();
    } catch (cause) {
      modal.error({ title: frame('problem.title'), content: explain(cause, frame) });
    }
  };
  return {
    link: (row: Staff) =>
      attempt(async () => {
        const kind = row.state === 'invited' ? 'invite' : 'reset';
        showLink(await api.post<StaffLink>(`/staff/${row.id}/link`, { kind }), row.name);
      }),
    toggle: (row: Staff) =>
      attempt(async () => {
        const state = row.state === 'disabled' ? 'active' : 'disabled';
        await api.patch(`/staff/${row.id}`, { version: row.version, state });
        await refresh('/staff');
        toast(t(state === 'disabled' ? 'staff.disabled' : 'staff.enabled', { name: row.name }));
      }),
    endSessions: (row: Staff) =>
      attempt(async () => {
        await api.delete(`/staff/${row.id}/sessions`);
        toast(t('staff.ended', { name: row.name }));
      }),
  };
}

function useColumns(edit: (row: Staff) => void, acts: ReturnType<typeof useStaffActs>, mayEdit: boolean) {
  const { t } = useTexts('org');
  const looks = { active: 'teal', disabled: '', invited: 'soon' } as const;
  const columns: TableColumnsType<Staff> = [
    {
      title: t('staff.name'),
      fixed: 'start',
      render: (_, row) => (
        <>
          <b>{row.name}</b>
          <span className="sub">{row.login}</span>
        </>
      ),
    },
    { title: t('staff.unit'), render: (_, row) => row.unit.name },
    { title: t('staff.roles'), render: (_, row) => row.roles.map((role) => <Tag key={role.id}>{role.name}</Tag>) },
    {
      title: t('staff.state'),
      render: (_, row) => <Chip look={looks[row.state]}>{t(`staff.states.${row.state}`)}</Chip>,
    },
    { title: t('staff.totp'), render: (_, row) => (row.totp_enabled ? t('on') : t('off')) },
    {
      title: t('staff.seen'),
      render: (_, row) => (row.last_seen_at ? brief(row.last_seen_at, locale()) : t('never')),
    },
  ];
  if (mayEdit) {
    columns.push({
      title: t('acts'),
      render: (_, row) => (
        <span className="act-row">
          <Button size="small" type="text" onClick={() => edit(row)}>
            {t('edit')}
          </Button>
          <Button size="small" type="text" onClick={() => void acts.link(row)}>
            {row.state === 'invited' ? t('staff.invite') : t('staff.reset')}
          </Button>
          <Button size="small" type="text" onClick={() => void acts.endSessions(row)}>
            {t('staff.end')}
          </Button>
          <Button size="small" type="text" danger={row.state !== 'disabled'} onClick={() => void acts.toggle(row)}>
            {row.state === 'disabled' ? t('staff.enable') : t('staff.disable')}
          </Button>
        </span>
      ),
    });
  }
  return columns;
}

export default function StaffPage() {
  const { t } = useTexts('org');
  const me = useMe();
  const mayEdit = can(me, 'staff.manage');
  const filter = useSearch({ strict: false }) as Filter;
  const navigate = useNavigate();
  const setFilter = (patch: Filter) => void navigate({ to: '.', search: { ...filter, ...patch }, replace: true });
  const [editing, setEditing] = useState<Staff | 'new' | null>(null);
  const [link, setLink] = useState<{ link: StaffLink; name: string } | null>(null);
  const query = usePaged<Staff>('/staff', { q: filter.q, state: filter.state });
  const acts = useStaffActs((made, name) => setLink({ link: made, name }));
  const columns = useColumns(setEditing, acts, mayEdit);
  const inviteButton = mayEdit && (
    <Button type="primary" onClick={() => setEditing('new')}>
      {t('staff.add')}
    </Button>
  );
  return (
    <>
      <PageHead title={t('staff.title')} text={t('staff.text')} act={inviteButton} />
      <div className="page-filter">
        <Input.Search
          allowClear
          style={{ width: 240 }}
          placeholder={t('staff.find')}
          aria-label={t('staff.find')}
          defaultValue={filter.q}
          onSearch={(q) => setFilter({ q: q || undefined })}
        />
        <Select
          allowClear
          style={{ width: 140 }}
          placeholder={t('staff.state')}
          aria-label={t('staff.state')}
          value={filter.state}
          onChange={(state) => setFilter({ state: state || undefined })}
          options={['active', 'invited', 'disabled'].map((value) => ({ value, label: t(`staff.states.${value}`) }))}
        />
      </div>
      <ListTable
        query={query}
        columns={columns}
        rowKey="id"
        more={t('more')}
        empty={{ title: t('staff.none'), text: t('staff.noneText') }}
      />
      {editing && (
        <StaffDrawer
          staff={editing === 'new' ? undefined : editing}
          onClose={() => setEditing(null)}
          onInvited={(made, name) => setLink({ link: made, name })}
        />
      )}
      {link && <LinkBox link={link.link} name={link.name} onClose={() => setLink(null)} />}
    </>
  );
}
