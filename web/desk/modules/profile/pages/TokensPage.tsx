import { App, Button, DatePicker, Form, Input, Select, Tag } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useEffect, useState } from 'react';
import type { TokenRow } from '../../../../lib/api/admin-types';
import { api } from '../../../../lib/api/client';
import { queries } from '../../../../lib/api/queries';
import { useKey } from '../../../../lib/api/useKey';
import { loadTexts, locale, useTexts } from '../../../../lib/i18n/i18n';
import { grouped, usePermissions } from '../../../../lib/perm/words';
import { useMe } from '../../../../lib/session/me';
import { day } from '../../../../lib/time/time';
import { CopyField } from '../../../../ui/admin/CopyField';
import { FormDrawer } from '../../../../ui/admin/FormDrawer';
import { ListTable } from '../../../../ui/admin/ListTable';
import { PageHead } from '../../../../ui/admin/PageHead';
import { usePaged } from '../../../../ui/admin/usePaged';
import { explain } from '../../../../ui/Problem';

interface Values {
  name: string;
  scopes: string[];
  expires_at?: Dayjs;
}

const refresh = () => queries.invalidateQueries({ queryKey: ['/me/tokens'] });

export default function TokensPage() {
  const { t } = useTexts('profile');
  const frame = useTexts('frame').t;
  const me = useMe();
  const { modal } = App.useApp();
  const query = usePaged<TokenRow>('/me/tokens');
  const [adding, setAdding] = useState(false);
  const key = useKey(adding);
  const [made, setMade] = useState('');
  const { all, nameOf } = usePermissions();
  const words = useTexts('org').t;
  useEffect(() => void loadTexts('org').catch(() => {}), []);
  // What one holds oneself; a token can do no more.
  const held = all.filter((one) => me?.permissions[one.key]);
  const choices = [...grouped(held)].map(([module, list]) => ({
    label: words(`role.modules.${module}`, { defaultValue: module }),
    options: list.map(({ key: value, name: label }) => ({ value, label })),
  }));
  const submit = async ({ name, scopes, expires_at }: Values) => {
    const body = { client_key: key, name, scopes, expires_at: expires_at?.endOf('day').toISOString() };
    setMade((await api.post<{ token: string }>('/me/tokens', body)).token);
    await refresh();
    setAdding(false);
  };
  const remove = (row: TokenRow) =>
    modal.confirm({
      title: t('tokens.removeAsk', { name: row.name }),
      content: t('tokens.removeText'),
      okText: t('tokens.remove'),
      okButtonProps: { danger: true },
      onOk: async () => {
        try {
          await api.delete(`/me/tokens/${row.id}`);
          await refresh();
        } catch (cause) {
          modal.error({ title: frame('problem.title'), content: explain(cause, frame) });
        }
      },
    });
  const add = (
    <Button type="primary" onClick={() => setAdding(true)}>
      {t('tokens.add')}
    </Button>
  );
  return (
    <>
      <PageHead title={t('tokens.title')} text={t('tokens.text')} act={add} />
      {made && (
        <section className="card">
          <p className="state-warn">{t('tokens.once')}</p>
          <CopyField text={made} label={t('tokens.copy')} />
        </section>
      )}
      <ListTable
        query={query}
        rowKey="id"
        more={t('more')}
        empty={{ title: t('tokens.none'), text: t('tokens.noneText'), action: add }}
        columns={[
          { title: t('tokens.name'), render: (_, row) => row.name },
          {
            title: t('tokens.scopes'),
            render: (_, row) =>
              row.scopes.map((scope) => (
                <Tag key={scope} title={scope}>
                  {nameOf(scope)}
                </Tag>
              )),
          },
          {
            title: t('tokens.used'),
            render: (_, row) => (row.last_used_at ? day(row.last_used_at, locale()) : t('tokens.never')),
          },
          {
            title: t('tokens.expires'),
            render: (_, row) => (row.expires_at ? day(row.expires_at, locale()) : t('tokens.noEnd')),
          },
          {
            title: t('act'),
            render: (_, row) => (
              <Button size="small" type="text" danger onClick={() => remove(row)}>
                {t('tokens.remove')}
              </Button>
            ),
          },
        ]}
      />
      {adding && (
        <FormDrawer<Values>
          title={t('tokens.add')}
          initial={{ scopes: [] }}
          onSubmit={submit}
          onClose={() => setAdding(false)}
        >
          <Form.Item
            name="name"
            label={t('tokens.name')}
            extra={t('tokens.nameHint')}
            rules={[{ required: true, message: t('needName') }]}
          >
            <Input />
          </Form.Item>
          <Form.Item
            name="scopes"
            label={t('tokens.scopes')}
            rules={[{ required: true, message: t('tokens.needScope') }]}
          >
            <Select mode="multiple" optionFilterProp="label" options={choices} />
          </Form.Item>
          <Form.Item name="expires_at" label={t('tokens.expires')} extra={t('tokens.expiresHint')}>
            <DatePicker disabledDate={(date) => date.isBefore(dayjs().startOf('day'))} />
          </Form.Item>
        </FormDrawer>
      )}
    </>
  );
}
