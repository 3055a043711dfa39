import { App, Button, Form, Input, Select, Tree, TreeSelect } from 'antd';
import { useState } from 'react';
import type { Unit } from '../../../../lib/api/admin-types';
import { api } from '../../../../lib/api/client';
import { useTexts } from '../../../../lib/i18n/i18n';
import { can } from '../../../../lib/perm/perm';
import { useMe } from '../../../../lib/session/me';
import { FormDrawer } from '../../../../ui/admin/FormDrawer';
import { PageHead } from '../../../../ui/admin/PageHead';
import { useRecord } from '../../../../ui/admin/useRecord';
import { Skeleton } from '../../../../ui/bits';
import { explain, Problem } from '../../../../ui/Problem';
import { toast } from '../../../../ui/toast';
import { refresh, useUnits } from '../parts/hooks';
import { tree } from '../parts/units';

const KINDS = ['company', 'region', 'project', 'team'] as const;
type Editing = { unit?: Unit; parentId: string };
type Values = Pick<Unit, 'name' | 'kind' | 'parent_id'>;

function UnitDrawer({ editing, units, onClose }: { editing: Editing; units: Unit[]; onClose: () => void }) {
  const { t } = useTexts('org');
  const { unit } = editing;
  const record = useRecord('/units', unit, editing);
  const submit = async (values: Values) => {
    await record.save(unit ? { name: values.name, parent_id: values.parent_id } : values);
    await refresh('units');
    toast(t('saved'));
    onClose();
  };
  return (
    <FormDrawer<Values>
      title={unit ? t('unit.edit', { name: unit.name }) : t('unit.add')}
      initial={unit ?? { parent_id: editing.parentId, kind: 'team' }}
      onSubmit={submit}
      onClose={onClose}
      clash={record.clash(
        ({ name, parent_id }) => ({ name, parent_id }),
        (path) => t(path === 'name' ? 'unit.name' : 'unit.parent'),
        (path, value) =>
          path === 'parent_id' ? (units.find((one) => one.id === value)?.name ?? String(value)) : String(value),
      )}
    >
      <Form.Item name="name" label={t('unit.name')} rules={[{ required: true, message: t('need.name') }]}>
        <Input />
      </Form.Item>
      <Form.Item name="kind" label={t('unit.kind')}>
        <Select disabled={Boolean(unit)} options={KINDS.map((value) => ({ value, label: t(`unit.kinds.${value}`) }))} />
      </Form.Item>
      {(!unit || unit.parent_id) && (
        <Form.Item name="parent_id" label={t('unit.parent')}>
          <TreeSelect treeDefaultExpandAll treeData={tree(units.filter((one) => one.id !== unit?.id))} />
        </Form.Item>
      )}
    </FormDrawer>
  );
}

export default function UnitsPage() {
  const { t } = useTexts('org');
  const frame = useTexts('frame').t;
  const { modal } = App.useApp();
  const mayEdit = can(useMe(), 'unit.manage');
  const units = useUnits();
  const [editing, setEditing] = useState<Editing | null>(null);
  const rows = units.data?.rows ?? [];
  const remove = (unit: Unit) =>
    modal.confirm({
      title: t('unit.removeAsk', { name: unit.name }),
      okText: t('remove'),
      okButtonProps: { danger: true },
      onOk: async () => {
        try {
          await api.delete(`/units/${unit.id}`);
          await refresh('units');
        } catch (cause) {
          modal.error({ title: frame('problem.title'), content: explain(cause, frame) });
        }
      },
    });
  if (units.isError) return <Problem error={units.error} retry={() => void units.refetch()} />;
  return (
    <>
      <PageHead title={t('unit.title')} text={t('unit.text')} />
      {units.isPending ? (
        <Skeleton rows={5} look="line" />
      ) : (
        <Tree
          blockNode
          showLine
          defaultExpandAll
          selectable={false}
          treeData={tree(rows)}
          titleRender={({ unit }) => (
            <span className="act-row">
              <b>{unit.name}</b>
              <span className="sub">
                {t(`unit.kinds.${unit.kind}`)} · {t('unit.staff', { count: unit.staff_count })}
              </span>
              {mayEdit && (
                <>
                  <Button size="small" type="link" onClick={() => setEditing({ parentId: unit.id })}>
                    {t('unit.addUnder')}
                  </Button>
                  <Button size="small" type="link" onClick={() => setEditing({ unit, parentId: unit.parent_id })}>
                    {t('edit')}
                  </Button>
                  {unit.parent_id && (
                    <Button size="small" type="link" danger onClick={() => remove(unit)}>
                      {t('remove')}
                    </Button>
                  )}
                </>
              )}
            </span>
          )}
        />
      )}
      {editing && <UnitDrawer editing={editing} units={rows} onClose={() => setEditing(null)} />}
    </>
  );
}
