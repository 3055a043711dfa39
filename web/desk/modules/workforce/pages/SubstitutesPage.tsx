import { useQuery } from '@tanstack/react-query';
import { Button, DatePicker, Form, Select, Tag } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { api } from '../../../../lib/api/client';
import type { Page, Presence } from '../../../../lib/api/types';
import { useKey } from '../../../../lib/api/useKey';
import { useTexts } from '../../../../lib/i18n/i18n';
import { can } from '../../../../lib/perm/perm';
import { useMe } from '../../../../lib/session/me';
import { full } from '../../../../lib/time/time';
import { FormDrawer } from '../../../../ui/admin/FormDrawer';
import { ListTable } from '../../../../ui/admin/ListTable';
import { PageHead } from '../../../../ui/admin/PageHead';
import { usePaged } from '../../../../ui/admin/usePaged';
import { explain } from '../../../../ui/Problem';
import { toast } from '../../../../ui/toast';
import { again, type Substitute } from '../api';

interface Values {
  staff_id: string;
  substitute_id: string;
  span: [Dayjs, Dayjs];
}

export default function SubstitutesPage() {
  const { t, locale } = useTexts('workforce');
  const frame = useTexts('frame').t;
  const me = useMe();
  const leads = can(me, 'workforce.manage');
  const [adding, setAdding] = useState(false);
  const key = useKey(adding);
  const query = usePaged<Substitute>('/workforce/substitutes');
  const people = useQuery({
    queryKey: ['/workforce/presence', 'all'],
    queryFn: () => api.get<Page<Presence>>('/workforce/presence', { limit: 100 }),
    enabled: adding,
  }).data?.rows;
  const options = (people ?? []).map((one) => ({ value: one.staff_id, label: `${one.name} · ${one.unit_name}` }));
  const submit = async (values: Values) => {
    await api.post('/workforce/substitutes', {
      client_key: key,
      staff_id: leads ? values.staff_id : me?.id,
      substitute_id: values.substitute_id,
      from: values.span[0].toISOString(),
      to: values.span[1].toISOString(),
    });
    await again('/workforce/substitutes');
    setAdding(false);
  };
  const end = async (one: Substitute) => {
    try {
      await api.delete(`/workforce/substitutes/${one.id}`);
      toast(t('substitutes.ended'));
    } catch (cause) {
      toast(explain(cause, frame));
    }
    await again('/workforce/substitutes');
  };
  const add = (
    <Button type="primary" onClick={() => setAdding(true)}>
      {t('substitutes.add')}
    </Button>
  );
  return (
    <>
      <PageHead title={t('substitutes.title')} text={t('substitutes.text')} act={add} />
      <ListTable<Substitute>
        query={query}
        rowKey="id"
        more={t('more')}
        empty={{ title: t('substitutes.none'), text: t('substitutes.noneText'), action: add }}
        columns={[
          { title: t('substitutes.who'), dataIndex: 'staff_name' },
          { title: t('substitutes.by'), dataIndex: 'substitute_name' },
          {
            title: t('substitutes.span'),
            render: (_, row) => `${full(row.from, locale)} – ${full(row.to, locale)}`,
          },
          {
            title: t('substitutes.state'),
            render: (_, row) =>
              row.active ? <Tag color="green">{t('substitutes.active')}</Tag> : t('substitutes.later'),
          },
          {
            title: t('acts'),
            render: (_, row) =>
              row.may_end && (
                <Button size="small" type="text" danger onClick={() => void end(row)}>
                  {t('substitutes.end')}
                </Button>
              ),
          },
        ]}
      />
      {adding && (
        <FormDrawer<Values>
          title={t('substitutes.add')}
          initial={{ staff_id: me?.id, span: [dayjs(), dayjs().add(1, 'day').endOf('day')] }}
          onSubmit={submit}
          onClose={() => setAdding(false)}
        >
          {leads && (
            <Form.Item name="staff_id" label={t('substitutes.who')} rules={[{ required: true }]}>
              <Select showSearch={{ optionFilterProp: 'label' }} options={options} />
            </Form.Item>
          )}
          <Form.Item
            name="substitute_id"
            label={t('substitutes.by')}
            rules={[{ required: true, message: t('substitutes.needBy') }]}
          >
            <Select
              showSearch={{ optionFilterProp: 'label' }}
              options={options.filter((one) => leads || one.value !== me?.id)}
            />
          </Form.Item>
          <Form.Item
            name="span"
            label={t('substitutes.span')}
            extra={t('substitutes.endsItself')}
            rules={[{ required: true, message: t('substitutes.needSpan') }]}
          >
            <DatePicker.RangePicker
              showTime={{ format: 'HH:mm' }}
              format="YYYY-MM-DD HH:mm"
              style={{ width: '100%' }}
            />
          </Form.Item>
        </FormDrawer>
      )}
    </>
  );
}
