import { useQuery } from '@tanstack/react-query';
import { Button, Form, Input, Select, Switch } from 'antd';
import { useState } from 'react';
import type { Organisation } from '../../../../lib/api/admin-types';
import { api } from '../../../../lib/api/client';
import { queries } from '../../../../lib/api/queries';
import { useTexts } from '../../../../lib/i18n/i18n';
import { Slot } from '../../../../lib/module/Slot';
import { can } from '../../../../lib/perm/perm';
import { useMe } from '../../../../lib/session/me';
import { FormClash, showFieldError } from '../../../../ui/admin/FormDrawer';
import { PageHead } from '../../../../ui/admin/PageHead';
import { Clashed, useRecord } from '../../../../ui/admin/useRecord';
import { Skeleton } from '../../../../ui/bits';
import { Problem } from '../../../../ui/Problem';
import { toast } from '../../../../ui/toast';
import { refresh } from '../parts/hooks';

const INDUSTRIES = 'shop property water telecom restaurant hotel bank hospital logistics other'.split(' ');
const ZONES = Intl.supportedValuesOf('timeZone');

const valuesOf = ({ name, industry, locale, zone, search_wordings }: Organisation) => ({
  name,
  industry,
  locale,
  zone,
  search_wordings: Boolean(search_wordings),
});

export default function OrganisationPage() {
  const { t } = useTexts('org');
  const query = useQuery({ queryKey: ['organisation'], queryFn: () => api.get<Organisation>('/organisation') });
  if (query.isError) return <Problem error={query.error} retry={() => void query.refetch()} />;
  if (query.isPending) return <Skeleton rows={4} look="line" />;
  return (
    <div className="page-narrow">
      <PageHead title={t('organisation.title')} text={t('organisation.text')} />
      <Fields organisation={query.data} />
      <Slot name="organisation.more" />
    </div>
  );
}

function Fields({ organisation }: { organisation: Organisation }) {
  const { t } = useTexts('org');
  const frame = useTexts('frame').t;
  const [form] = Form.useForm<Organisation>();
  const mayEdit = can(useMe(), 'organisation.manage');
  const [problem, setProblem] = useState<unknown>(null);
  const [opened] = useState(organisation);
  const record = useRecord('/organisation', { ...opened, id: undefined }, opened);
  const save = async (values: Organisation) => {
    setProblem(null);
    try {
      const next = await record.save(values);
      queries.setQueryData(['organisation'], next);
      await refresh('me');
      toast(t('saved'));
    } catch (cause) {
      if (!(cause instanceof Clashed) && !showFieldError(form, cause)) setProblem(cause);
    }
  };
  return (
    <Form form={form} layout="vertical" initialValues={opened} disabled={!mayEdit} requiredMark={false} onFinish={save}>
      {problem !== null && <Problem error={problem} />}
      <FormClash
        form={form}
        of={record.clash(
          valuesOf,
          (path) => t(`organisation.${path === 'search_wordings' ? 'wordings' : path}`),
          (path, value) =>
            path === 'industry'
              ? t(`industries.${value}`)
              : path === 'search_wordings'
                ? frame(value ? 'clash.yes' : 'clash.no')
                : String(value),
        )}
      />
      <Form.Item name="name" label={t('organisation.name')} rules={[{ required: true, message: t('need.name') }]}>
        <Input />
      </Form.Item>
      <Form.Item name="industry" label={t('organisation.industry')}>
        <Select options={INDUSTRIES.map((value) => ({ value, label: t(`industries.${value}`) }))} />
      </Form.Item>
      <Form.Item name="locale" label={t('organisation.locale')} extra={t('organisation.localeHint')}>
        <Select
          options={[
            { value: 'zh-CN', label: '简体中文' },
            { value: 'zh-TW', label: '繁體中文' },
            { value: 'en', label: 'English' },
          ]}
        />
      </Form.Item>
      <Form.Item name="zone" label={t('organisation.zone')}>
        <Select showSearch options={ZONES.map((value) => ({ value, label: value }))} />
      </Form.Item>
      <Form.Item
        name="search_wordings"
        label={t('organisation.wordings')}
        extra={t('organisation.wordingsHint')}
        valuePropName="checked"
      >
        <Switch />
      </Form.Item>
      <Button type="primary" htmlType="submit">
        {frame('save')}
      </Button>
    </Form>
  );
}
