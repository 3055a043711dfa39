import { Button, Checkbox, Form, Input } from 'antd';
import { useState } from 'react';
import type { SessionRow } from '../../../../lib/api/admin-types';
import { api } from '../../../../lib/api/client';
import { queries } from '../../../../lib/api/queries';
import { locale, useTexts } from '../../../../lib/i18n/i18n';
import { full } from '../../../../lib/time/time';
import { showFieldError } from '../../../../ui/admin/FormDrawer';
import { ListTable } from '../../../../ui/admin/ListTable';
import { PageHead } from '../../../../ui/admin/PageHead';
import { usePaged } from '../../../../ui/admin/usePaged';
import { Problem } from '../../../../ui/Problem';
import { toast } from '../../../../ui/toast';
import { device } from '../parts/device';
import { SecondFactor } from '../parts/SecondFactor';

interface Values {
  current: string;
  new: string;
  again: string;
  keep?: boolean;
}

function Password() {
  const { t } = useTexts('profile');
  const [form] = Form.useForm<Values>();
  const [problem, setProblem] = useState<unknown>(null);
  const save = async ({ current, new: next, keep }: Values) => {
    setProblem(null);
    try {
      await api.post('/me/password', { current, new: next, keep_programs: keep ?? false });
      form.resetFields();
      await queries.invalidateQueries({ queryKey: ['/me/sessions'] });
      toast(t('password.done'));
    } catch (cause) {
      if (!showFieldError(form, cause)) setProblem(cause);
    }
  };
  const matches = ({ getFieldValue }: { getFieldValue: (name: string) => unknown }) => ({
    validator: async (_: unknown, value: string) => {
      if (value !== getFieldValue('new')) throw new Error(t('password.differs'));
    },
  });
  return (
    <section className="card">
      <h2>{t('password.title')}</h2>
      <p>{t('password.text')}</p>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={save}>
        {problem !== null && <Problem error={problem} />}
        <Form.Item
          name="current"
          label={t('password.current')}
          rules={[{ required: true, message: t('password.need') }]}
        >
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Form.Item
          name="new"
          label={t('password.new')}
          rules={[{ required: true, min: 10, max: 128, message: t('password.short') }]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Form.Item name="again" label={t('password.again')} dependencies={['new']} rules={[matches]}>
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Form.Item name="keep" valuePropName="checked" extra={t('password.keepHint')}>
          <Checkbox>{t('password.keep')}</Checkbox>
        </Form.Item>
        <Button type="primary" htmlType="submit">
          {t('password.save')}
        </Button>
      </Form>
    </section>
  );
}

function Sessions() {
  const { t } = useTexts('profile');
  const query = usePaged<SessionRow>('/me/sessions');
  const [problem, setProblem] = useState<unknown>(null);
  const end = async (path: string) => {
    setProblem(null);
    try {
      await api.delete(path);
      await queries.invalidateQueries({ queryKey: ['/me/sessions'] });
    } catch (cause) {
      setProblem(cause);
    }
  };
  return (
    <section className="card">
      <h2>{t('sessions.title')}</h2>
      <p>{t('sessions.text')}</p>
      {problem !== null && <Problem error={problem} />}
      <ListTable
        query={query}
        rowKey="id"
        more={t('more')}
        empty={{ title: t('sessions.title') }}
        columns={[
          {
            title: t('sessions.device'),
            render: (_, row) => (
              <>
                {device(row.user_agent) || t('sessions.unknown')}
                <span className="sub">{row.ip}</span>
              </>
            ),
          },
          { title: t('sessions.seen'), render: (_, row) => full(row.last_seen_at, locale()) },
          {
            title: t('act'),
            render: (_, row) =>
              row.current ? (
                t('sessions.this')
              ) : (
                <Button size="small" onClick={() => void end(`/me/sessions/${row.id}`)}>
                  {t('sessions.end')}
                </Button>
              ),
          },
        ]}
      />
      {query.rows.length > 1 && (
        <Button style={{ marginTop: 12 }} onClick={() => void end('/me/sessions')}>
          {t('sessions.endAll')}
        </Button>
      )}
    </section>
  );
}

export default function SecurityPage() {
  const { t } = useTexts('profile');
  return (
    <div className="page-narrow">
      <PageHead title={t('security')} />
      <SecondFactor />
      <Password />
      <Sessions />
    </div>
  );
}
