import { useQuery } from '@tanstack/react-query';
import { Button, Form, InputNumber, Switch } from 'antd';
import { useState } from 'react';
import { queries } from '../../../../lib/api/queries';
import { useTexts } from '../../../../lib/i18n/i18n';
import { can } from '../../../../lib/perm/perm';
import { useMe } from '../../../../lib/session/me';
import { FormClash } from '../../../../ui/admin/FormDrawer';
import { Clashed, useRecord } from '../../../../ui/admin/useRecord';
import { Skeleton } from '../../../../ui/bits';
import { Problem } from '../../../../ui/Problem';
import { toast } from '../../../../ui/toast';
import { again, type Settings, settingsQuery } from '../api';
import { refuse } from '../state/form';
import { spanWords } from '../state/words';
import { Duration } from './Duration';

const GRADES = ['A', 'B', 'C', 'D'] as const;
const FIELDS = [
  'places.chat',
  'places.callback',
  ...GRADES.map((grade) => `grade_seconds.${grade}`),
  'vip_seconds',
  'strict_claims',
  'transfer_seconds',
  'idle_prompt_seconds',
  'idle_close_seconds',
  'missed_limit',
];

function Editor({ settings }: { settings: Settings }) {
  const { t } = useTexts('routing');
  const frame = useTexts('frame').t;
  const manages = can(useMe(), 'routing.manage');
  const [form] = Form.useForm<Settings>();
  const [opened] = useState(settings);
  const record = useRecord('/routing/settings', opened);
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const values = () => form.getFieldsValue(true) as Settings;
  const save = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const next = await record.save({ ...opened, ...values() }, 'put');
      queries.setQueryData(settingsQuery.queryKey, next);
      toast(t('saved'));
      await again('seats', 'wall');
    } catch (cause) {
      if (!(cause instanceof Clashed) && !refuse(form, cause, FIELDS)) setProblem(cause);
    } finally {
      setBusy(false);
    }
  };
  const word = (field: string, value: unknown) => {
    if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
    return field.includes('seconds') ? spanWords(t, Number(value ?? 0)) : String(value ?? '');
  };
  const span = (name: string, off: boolean) => (
    <Form.Item key={name} name={name} label={t(`house.${name}`)} extra={t(`houseHint.${name}`)}>
      <Duration label={t(`house.${name}`)} off={off ? t('span.off') : undefined} />
    </Form.Item>
  );
  return (
    <Form<Settings>
      form={form}
      layout="vertical"
      requiredMark={false}
      disabled={!manages}
      className="queue-form"
      initialValues={opened}
      onFinish={() => void save()}
    >
      <section className="card">
        <h2>{t('house.load')}</h2>
        <Form.Item name={['places', 'chat']} label={t('house.places')} extra={t('houseHint.places')}>
          <InputNumber min={0} max={100} precision={0} />
        </Form.Item>
        <Form.Item name={['places', 'callback']} label={t('house.callback')} extra={t('houseHint.callback')}>
          <InputNumber min={1} max={100} precision={0} />
        </Form.Item>
        <Form.Item
          name="strict_claims"
          label={t('house.strict_claims')}
          extra={t('houseHint.strict_claims')}
          valuePropName="checked"
        >
          <Switch />
        </Form.Item>
        <Form.Item name="missed_limit" label={t('house.missed_limit')} extra={t('houseHint.missed_limit')}>
          <InputNumber min={0} max={20} precision={0} />
        </Form.Item>
      </section>
      <section className="card queue-numbers">
        <h2>{t('house.order')}</h2>
        <p className="queue-wide">{t('houseHint.order')}</p>
        {span('vip_seconds', true)}
        {GRADES.map((grade) => (
          <Form.Item key={grade} name={['grade_seconds', grade]} label={t('house.grade', { grade })}>
            <Duration label={t('house.grade', { grade })} off={t('span.off')} />
          </Form.Item>
        ))}
      </section>
      <section className="card queue-numbers">
        <h2>{t('house.silence')}</h2>
        {span('transfer_seconds', false)}
        {span('idle_prompt_seconds', true)}
        {span('idle_close_seconds', true)}
      </section>
      {problem !== null && <Problem error={problem} />}
      <FormClash
        form={form}
        of={record.clash(
          ({ version: _, ...rest }) => rest,
          (field) =>
            field.startsWith('grade_seconds.')
              ? t('house.grade', { grade: field.slice(14) })
              : t(`house.${field.replace('.chat', '').replace('places.callback', 'callback')}`),
          word,
        )}
      />
      {manages && (
        <Button type="primary" htmlType="submit" loading={busy}>
          {frame('save')}
        </Button>
      )}
    </Form>
  );
}

/** Numbers that hold for every queue. */
export function HouseRules() {
  const query = useQuery({ ...settingsQuery, staleTime: 0 });
  if (query.isError) return <Problem error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton rows={6} look="line" />;
  return <Editor settings={query.data} />;
}
