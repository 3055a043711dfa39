import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import type { Channel } from '../../../../lib/api/admin-types';
import { api } from '../../../../lib/api/client';
import { queries } from '../../../../lib/api/queries';
import { useKey } from '../../../../lib/api/useKey';
import { useTexts } from '../../../../lib/i18n/i18n';
import { can } from '../../../../lib/perm/perm';
import { useMe } from '../../../../lib/session/me';
import { FormDrawer } from '../../../../ui/admin/FormDrawer';
import { ListTable } from '../../../../ui/admin/ListTable';
import { PageHead } from '../../../../ui/admin/PageHead';
import { usePaged } from '../../../../ui/admin/usePaged';
import { Chip } from '../../../../ui/bits';

const START = {
  subtitle: '',
  offline_text: '',
  colour: '#1f6f66',
  position: 'right',
  allowed_sites: [],
  language: 'auto',
  show_staff_names: true,
} as const;

function NewChannel({ onClose }: { onClose: () => void }) {
  const key = useKey('new');
  const { t } = useTexts('channel');
  const me = useMe();
  const navigate = useNavigate();
  const submit = async ({ name }: { name: string }) => {
    const channel = await api.post<Channel>('/channels', {
      client_key: key,
      kind: 'widget',
      name,
      unit_id: me?.unit.id,
      settings: { ...START, title: name, greeting: t('greeting') },
    });
    await queries.invalidateQueries({ queryKey: ['/channels'] });
    void navigate({ to: '/settings/channels/$id', params: { id: channel.id } });
  };
  return (
    <FormDrawer<{ name: string }> title={t('add')} initial={{}} onSubmit={submit} onClose={onClose}>
      <Form.Item
        name="name"
        label={t('name')}
        extra={t('nameHint')}
        rules={[{ required: true, message: t('needName') }]}
      >
        <Input />
      </Form.Item>
    </FormDrawer>
  );
}

export default function ChannelsPage() {
  const { t } = useTexts('channel');
  const mayEdit = can(useMe(), 'channel.manage');
  const query = usePaged<Channel>('/channels', { kind: 'widget' });
  const [adding, setAdding] = useState(false);
  const add = mayEdit && (
    <Button type="primary" onClick={() => setAdding(true)}>
      {t('add')}
    </Button>
  );
  return (
    <>
      <PageHead title={t('title')} text={t('text')} act={add} />
      <ListTable
        query={query}
        rowKey="id"
        more={t('more')}
        empty={{ title: t('none'), text: t('noneText'), action: add }}
        columns={[
          {
            title: t('name'),
            render: (_, row) => (
              <Link to="/settings/channels/$id" params={{ id: row.id }}>
                {row.name}
              </Link>
            ),
          },
          { title: t('key'), render: (_, row) => <span className="mono">{row.key}</span> },
          { title: t('sites'), render: (_, row) => row.settings.allowed_sites.join(' ') || t('anySite') },
          {
            title: t('state'),
            render: (_, row) => <Chip look={row.enabled ? 'teal' : ''}>{row.enabled ? t('on') : t('off')}</Chip>,
          },
        ]}
      />
      {adding && <NewChannel onClose={() => setAdding(false)} />}
    </>
  );
}
