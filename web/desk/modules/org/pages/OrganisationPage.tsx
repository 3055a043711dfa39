import { useQuery } from '@tanstack/react-query';
import { Button, Form, Input, Select, Switch } from 'antd';
import { useState } from 'react';
import type { Organisation } from '../../../../lib/api/admin-types';
import { api } from '../../../../lib/api/client';
import { queries } from '../../../../lib/api/queries';
import { useTexts } from '../../../../lib/i18n/i18n';
import { can } from '../../../../lib/perm/perm';
import { useMe } from '../../../../lib/session/me';
import { showFieldError } from '../../../../ui/admin/FormDrawer';
import { PageHead } from '../../../../ui/admin/PageHead';
import { Skeleton } from '../../../../ui/bits';
import { Problem } from '../../../../ui/Problem';
import { toast } from '../../../../ui/toast';
import { refresh } from '../parts/hooks';

const INDUSTRIES = 'shop property water telecom restaurant hotel bank hospital logistics other'.split(' ');
const ZONES = Intl.supportedValuesOf('timeZone');

export default function OrganisationPage() {
  const { t } = useTexts('org');
  const frame = useTexts('frame').t;
  const [form] = Form.useForm<Organisation>();
  const mayEdit = can(useMe(), 'organisation.manage');
  const [problem, setProblem] = useState<unknown>(null);
  const query = useQuery({ queryKey: ['organisation'], queryFn: () => api.get<Organisation>('/organisation') });
  const save = async (values: Organisation) => {
    setProblem(null);
    try {
      const next = await api.patch<Organisation>('/organisation', { ...values, version: query.data?.version });
      queries.setQueryData(['organisation'], next);
      await refresh('me');
      toast(t('saved'));
    } catch (cause) {
      if (!showFieldError(form, cause)) setProblem(cause);
    }
  };
  if (query.isError) return <Problem error={query.error} retry={() => void query.refetch()} />;
  if (query.isPending) return <Skeleton rows={4} look="line" />;
  return (
    <div className="page-narrow">
      <PageHead title={t('organisation.title')} text={t('organisation.text')} />
      <Form
        form={form}
        layout="vertical"
        initialValues={query.data}
        disabled={!mayEdit}
        requiredMark={false}
        onFinish={save}
      >
        {problem !== null && <Problem error={problem} />}
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
    </div>
  );
}
