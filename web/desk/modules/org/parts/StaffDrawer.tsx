import { Form, Input, Select, TreeSelect } from 'antd';
import { useState } from 'react';
import type { Staff, StaffLink } from '../../../../lib/api/admin-types';
import { useTexts } from '../../../../lib/i18n/i18n';
import { FormDrawer } from '../../../../ui/admin/FormDrawer';
import { useRecord } from '../../../../ui/admin/useRecord';
import { toast } from '../../../../ui/toast';
import { refresh, useRoles, useUnits } from './hooks';
import { tree } from './units';

interface Values {
  login: string;
  name: string;
  unit_id: string;
  role_ids: string[];
  email?: string;
  phone?: string;
}

interface Props {
  staff?: Staff;
  onClose: () => void;
  onInvited: (link: StaffLink, name: string) => void;
}

const valuesOf = ({ name, unit, roles, email, phone }: Staff) => ({
  name,
  unit_id: unit.id,
  role_ids: roles.map((role) => role.id),
  email,
  phone,
});

export function StaffDrawer({ staff, onClose, onInvited }: Props) {
  const { t } = useTexts('org');
  const units = useUnits();
  const roles = useRoles();
  const [choosing, setChoosing] = useState(false);
  const record = useRecord<Staff>('/staff', staff);
  const submit = async (values: Values) => {
    if (staff) {
      const { login: _, phone, ...rest } = values;
      // A masked number left alone must not be written back as stars.
      const changed = phone !== undefined && phone !== staff.phone ? { phone } : {};
      await record.save({ ...rest, ...changed });
      toast(t('saved'));
    } else {
      const made = (await record.save(values)) as unknown as { link: StaffLink };
      onInvited(made.link, values.name);
    }
    await refresh('/staff', 'units');
    onClose();
  };
  // The form takes its first values once: they must be there.
  if (units.isPending || roles.isPending) return null;
  const need = (key: string) => [{ required: true, message: t(key) }];
  return (
    <FormDrawer<Values>
      title={staff ? t('staff.edit', { name: staff.name }) : t('staff.add')}
      submit={staff ? undefined : t('staff.addGo')}
      initial={staff ? { ...staff, ...valuesOf(staff) } : { role_ids: [], unit_id: units.data?.rows[0]?.id }}
      onSubmit={submit}
      onClose={onClose}
      clash={record.clash(
        valuesOf,
        (path) => t(`staff.${({ unit_id: 'unit', role_ids: 'roles' } as Record<string, string>)[path] ?? path}`),
        (path, value) => {
          const rows = path === 'unit_id' ? units.data?.rows : path === 'role_ids' ? roles.data?.rows : undefined;
          return [value]
            .flat()
            .map((one) => rows?.find((row) => row.id === one)?.name ?? String(one ?? ''))
            .join('、');
        },
      )}
    >
      <Form.Item name="name" label={t('staff.name')} rules={need('need.name')}>
        <Input autoComplete="off" />
      </Form.Item>
      <Form.Item name="login" label={t('staff.login')} extra={t('staff.loginHint')} rules={need('need.login')}>
        <Input autoComplete="off" disabled={Boolean(staff)} />
      </Form.Item>
      <Form.Item name="unit_id" label={t('staff.unit')} rules={need('need.unit')}>
        <TreeSelect
          treeData={tree(units.data?.rows ?? [])}
          treeDefaultExpandAll
          showSearch={{ treeNodeFilterProp: 'title' }}
        />
      </Form.Item>
      <Form.Item name="role_ids" label={t('staff.roles')} rules={need('need.role')}>
        <Select
          mode="multiple"
          // Closed after each pick, or Tab on the way to the next field would take one role more.
          open={choosing}
          onOpenChange={setChoosing}
          onSelect={() => setChoosing(false)}
          showSearch={{ optionFilterProp: 'label' }}
          options={roles.data?.rows.map((role) => ({ value: role.id, label: role.name }))}
        />
      </Form.Item>
      <Form.Item name="email" label={t('staff.email')} rules={[{ type: 'email', message: t('need.email') }]}>
        <Input autoComplete="off" />
      </Form.Item>
      <Form.Item name="phone" label={t('staff.phone')}>
        <Input autoComplete="off" inputMode="tel" />
      </Form.Item>
    </FormDrawer>
  );
}
