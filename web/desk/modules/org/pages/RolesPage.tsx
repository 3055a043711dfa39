import { useQuery } from '@tanstack/react-query';
import { App, Button, Input, Select, Table, Tabs } from 'antd';
import { useMemo, useRef, useState } from 'react';
import type { Permission, Role } from '../../../../lib/api/admin-types';
import { api, clientKey } from '../../../../lib/api/client';
import type { Scope } from '../../../../lib/api/types';
import { useTexts } from '../../../../lib/i18n/i18n';
import { can } from '../../../../lib/perm/perm';
import { grouped, permissionsQuery } from '../../../../lib/perm/words';
import { useMe } from '../../../../lib/session/me';
import { Clash } from '../../../../ui/admin/Clash';
import { PageHead } from '../../../../ui/admin/PageHead';
import { Clashed, useRecord } from '../../../../ui/admin/useRecord';
import { Skeleton } from '../../../../ui/bits';
import { explain, Problem } from '../../../../ui/Problem';
import { toast } from '../../../../ui/toast';
import { refresh, useRoles } from '../parts/hooks';

interface EditorProps {
  role: Role;
  permissions: Permission[];
  editable: boolean;
  onCopy: () => void;
}

/** Names of fields go by dots. */
const dotless = (key: string) => key.replaceAll('.', '/');

/** One role: which permissions, and how far each reaches. */
function RoleEditor({ role, permissions, editable, onCopy }: EditorProps) {
  const { t } = useTexts('org');
  const frame = useTexts('frame').t;
  const [opened] = useState(role);
  const record = useRecord('/roles', opened);
  const [name, setName] = useState(opened.name);
  const [grants, setGrants] = useState(() => new Map(opened.grants.map((grant) => [grant.permission, grant.scope])));
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  // Several fields are put, and saved, before the page is drawn again.
  const latest = useRef({ name, grants });
  latest.current = { name, grants };
  const locked = !editable || role.builtin;
  const set = (key: string, scope: Scope | '') => {
    const next = new Map(grants);
    if (scope) next.set(key, scope);
    else next.delete(key);
    setGrants(next);
  };
  // Every permission is named, so that one that only they have given is seen too.
  const valuesOf = (one: Pick<Role, 'name' | 'grants'>) => ({
    name: one.name,
    grants: Object.fromEntries([
      ...permissions.map(({ key }) => [dotless(key), '']),
      ...one.grants.map(({ permission, scope }) => [dotless(permission), scope]),
    ]),
  });
  const list = () => [...latest.current.grants].map(([permission, scope]) => ({ permission, scope }));
  const put = (path: string, value: unknown) => {
    if (path === 'name') latest.current.name = String(value);
    else {
      const next = new Map(latest.current.grants);
      const key = permissions.find((one) => path === `grants.${dotless(one.key)}`)?.key ?? '';
      if (value) next.set(key, value as Scope);
      else next.delete(key);
      latest.current.grants = next;
    }
    setName(latest.current.name);
    setGrants(latest.current.grants);
  };
  const save = async () => {
    setBusy(true);
    setProblem('');
    try {
      await record.save({ name: latest.current.name, grants: list() });
      await refresh('roles', 'me');
      toast(t('saved'));
    } catch (cause) {
      if (!(cause instanceof Clashed)) setProblem(explain(cause, frame));
    } finally {
      setBusy(false);
    }
  };
  const { versions } = record;
  return (
    <>
      <div className="page-filter">
        <Input
          style={{ width: 220 }}
          aria-label={t('role.name')}
          value={name}
          disabled={locked}
          onChange={(event) => setName(event.target.value)}
        />
        {editable && <Button onClick={onCopy}>{t('role.copy')}</Button>}
        {!locked && (
          <Button type="primary" loading={busy} onClick={() => void save()}>
            {frame('save')}
          </Button>
        )}
      </div>
      {role.builtin && <p className="sub role-hint">{t('role.builtin')}</p>}
      {problem && (
        <p className="field-error" role="alert">
          {problem}
        </p>
      )}
      {versions && (
        <Clash
          key={versions.theirs.version}
          base={valuesOf(versions.before)}
          theirs={valuesOf(versions.theirs)}
          mine={() => valuesOf({ name, grants: list() })}
          put={put}
          label={(path) =>
            path === 'name'
              ? t('role.name')
              : (permissions.find((one) => path === `grants.${dotless(one.key)}`)?.name ?? path)
          }
          say={(path, value) => (path === 'name' ? String(value) : t(`role.scopes.${value || 'none'}`))}
          onMine={() => void save()}
          onTheirs={record.settle}
        />
      )}
      {[...grouped(permissions)].map(([module, list]) => (
        <Table<Permission>
          key={module}
          rowKey="key"
          size="small"
          pagination={false}
          dataSource={list}
          tableLayout="fixed"
          style={{ marginBottom: 16 }}
          columns={[
            {
              title: t(`role.modules.${module}`, { defaultValue: module }),
              render: (_, one) => <span title={one.key}>{one.name}</span>,
            },
            {
              title: t('role.scope'),
              width: 180,
              render: (_, one) => (
                <Select
                  style={{ width: '100%' }}
                  aria-label={`${one.name} ${t('role.scope')}`}
                  disabled={locked}
                  value={grants.get(one.key) ?? ''}
                  onChange={(scope) => set(one.key, scope as Scope | '')}
                  options={['', ...one.scopes].map((value) => ({ value, label: t(`role.scopes.${value || 'none'}`) }))}
                />
              ),
            },
          ]}
        />
      ))}
    </>
  );
}

export default function RolesPage() {
  const { t } = useTexts('org');
  const frame = useTexts('frame').t;
  const { modal } = App.useApp();
  const editable = can(useMe(), 'role.manage');
  const roles = useRoles();
  const permissions = useQuery(permissionsQuery);
  const list = useMemo(() => permissions.data?.rows ?? [], [permissions.data]);
  // Pressed again after a lost answer it is still the same copy.
  const copies = useRef(new Map<string, string>());
  const copyRole = async (role: Role) => {
    try {
      const name = t('role.copyOf', { name: role.name });
      const key = copies.current.get(role.id) ?? clientKey();
      copies.current.set(role.id, key);
      await api.post('/roles', { client_key: key, name, grants: role.grants });
      copies.current.delete(role.id);
      await refresh('roles');
    } catch (cause) {
      modal.error({ title: frame('problem.title'), content: explain(cause, frame) });
    }
  };
  const failed = roles.error ?? permissions.error;
  if (failed)
    return <Problem error={failed} retry={() => void Promise.all([roles.refetch(), permissions.refetch()])} />;
  return (
    <>
      <PageHead title={t('role.title')} text={t('role.text')} />
      {roles.isPending || permissions.isPending ? (
        <Skeleton rows={6} look="line" />
      ) : (
        <Tabs
          items={(roles.data?.rows ?? []).map((role) => ({
            key: role.id,
            label: `${role.name} · ${role.staff_count}`,
            children: (
              <RoleEditor
                key={role.id}
                role={role}
                permissions={list}
                editable={editable}
                onCopy={() => void copyRole(role)}
              />
            ),
          }))}
        />
      )}
    </>
  );
}
