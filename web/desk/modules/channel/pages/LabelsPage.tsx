import { App, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { api } from '../../../../lib/api/client';
import { queries } from '../../../../lib/api/queries';
import type { Label } from '../../../../lib/api/types';
import { useTexts } from '../../../../lib/i18n/i18n';
import { FormDrawer } from '../../../../ui/admin/FormDrawer';
import { ListTable } from '../../../../ui/admin/ListTable';
import { PageHead } from '../../../../ui/admin/PageHead';
import { usePaged } from '../../../../ui/admin/usePaged';
import { useRecord } from '../../../../ui/admin/useRecord';
import { explain } from '../../../../ui/Problem';

type Values = Pick<Label, 'name' | 'colour'>;

async function refresh(): Promise<void> {
  await Promise.all(['/labels', 'labels'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
}

export default function LabelsPage() {
  const { t } = useTexts('channel');
  const frame = useTexts('frame').t;
  const { modal } = App.useApp();
  const query = usePaged<Label>('/labels');
  const [editing, setEditing] = useState<Label | 'new' | null>(null);
  const record = useRecord('/labels', editing === 'new' ? null : editing, editing);
  const submit = async (values: Values) => {
    await record.save(values);
    await refresh();
    setEditing(null);
  };
  const remove = (label: Label) =>
    modal.confirm({
      title: t('label.removeAsk', { name: label.name }),
      content: t('label.removeText'),
      okText: t('label.remove'),
      okButtonProps: { danger: true },
      onOk: async () => {
        try {
          await api.delete(`/labels/${label.id}`);
          await refresh();
        } catch (cause) {
          modal.error({ title: frame('problem.title'), content: explain(cause, frame) });
        }
      },
    });
  const add = (
    <Button type="primary" onClick={() => setEditing('new')}>
      {t('label.add')}
    </Button>
  );
  return (
    <>
      <PageHead title={t('label.title')} text={t('label.text')} act={add} />
      <ListTable
        query={query}
        rowKey="id"
        more={t('more')}
        empty={{ title: t('label.none'), text: t('label.noneText'), action: add }}
        columns={[
          {
            title: t('label.name'),
            render: (_, row) => (
              <>
                <span
                  aria-hidden="true"
                  style={{ display: 'inline-block', width: 10, height: 10, borderRadius: 3, background: row.colour }}
                />{' '}
                {row.name}
              </>
            ),
          },
          {
            title: t('label.acts'),
            width: 200,
            render: (_, row) => (
              <span className="act-row">
                <Button size="small" type="text" onClick={() => setEditing(row)}>
                  {t('label.edit')}
                </Button>
                <Button size="small" type="text" danger onClick={() => remove(row)}>
                  {t('label.remove')}
                </Button>
              </span>
            ),
          },
        ]}
      />
      {editing && (
        <FormDrawer<Values>
          title={editing === 'new' ? t('label.add') : t('label.edit')}
          initial={editing === 'new' ? { colour: '#2b5f9e' } : editing}
          onSubmit={submit}
          onClose={() => setEditing(null)}
          clash={record.clash(
            ({ name, colour }) => ({ name, colour }),
            (path) => t(path === 'name' ? 'label.name' : path),
          )}
        >
          <Form.Item name="name" label={t('label.name')} rules={[{ required: true, message: t('needName') }]}>
            <Input maxLength={20} />
          </Form.Item>
          <Form.Item name="colour" label={t('colour')}>
            <input type="color" className="colour-input" />
          </Form.Item>
        </FormDrawer>
      )}
    </>
  );
}
