import { useQuery } from '@tanstack/react-query';
import { App, Button, Checkbox, Form, Input, InputNumber } from 'antd';
import { useState } from 'react';
import { api } from '../../../../lib/api/client';
import { queries } from '../../../../lib/api/queries';
import { useTexts } from '../../../../lib/i18n/i18n';
import { FormClash, FormDrawer } from '../../../../ui/admin/FormDrawer';
import { ListTable } from '../../../../ui/admin/ListTable';
import { PageHead } from '../../../../ui/admin/PageHead';
import { usePaged } from '../../../../ui/admin/usePaged';
import { Clashed, useRecord } from '../../../../ui/admin/useRecord';
import { Skeleton } from '../../../../ui/bits';
import { explain, Problem } from '../../../../ui/Problem';
import { toast } from '../../../../ui/toast';
import { again, type BreakRule, type Breaks, type ShiftType } from '../api';
import { clockOf, minutesOf } from '../parts/minutes';

interface Values {
  name: string;
  start: string;
  hours: number;
}

/** A longer break always wants a cover while customers wait. */
const SHORT_MINUTES = 10;

const byKind = ({ rules }: Breaks) =>
  Object.fromEntries(
    rules.map(({ kind, max_minutes, needs_cover }) => [kind, { max_minutes, needs_cover: Boolean(needs_cover) }]),
  );

function BreakForm({ breaks }: { breaks: Breaks }) {
  const { t } = useTexts('workforce');
  const [form] = Form.useForm<Record<string, BreakRule>>();
  const [problem, setProblem] = useState<unknown>(null);
  // What was opened: a newer reading in the background must not touch what is typed.
  const [opened] = useState(breaks);
  const record = useRecord('/workforce/breaks', opened);
  const save = async (rules: Record<string, BreakRule>) => {
    setProblem(null);
    try {
      const next = await record.save({ rules: opened.rules.map((rule) => ({ ...rule, ...rules[rule.kind] })) }, 'put');
      queries.setQueryData(['/workforce/breaks'], next);
      toast(t('saved'));
    } catch (cause) {
      if (!(cause instanceof Clashed)) setProblem(cause);
    }
  };
  const label = (path: string) => {
    const [kind, what] = path.split('.');
    return `${t(`kinds.${kind}`)} · ${t(what === 'needs_cover' ? 'breaks.needsCover' : 'breaks.minutes')}`;
  };
  return (
    <Form form={form} initialValues={byKind(opened)} onFinish={(values) => void save(values)}>
      {problem !== null && <Problem error={problem} />}
      <FormClash form={form} of={record.clash(byKind, label)} />
      {opened.rules.map((rule) => (
        <div key={rule.kind} style={{ display: 'flex', flexWrap: 'wrap', alignItems: 'baseline', gap: '0 16px' }}>
          <span style={{ width: 90 }}>{t(`kinds.${rule.kind}`)}</span>
          <Form.Item name={[rule.kind, 'max_minutes']} style={{ marginBottom: 10 }}>
            <InputNumber
              aria-label={t('breaks.limitOf', { kind: t(`kinds.${rule.kind}`) })}
              min={1}
              max={rule.kind === 'cooldown' ? 15 : 240}
              suffix={t('breaks.minutes')}
              style={{ width: 130 }}
            />
          </Form.Item>
          <Form.Item noStyle dependencies={[[rule.kind, 'max_minutes']]}>
            {({ getFieldValue }) => {
              const always = Number(getFieldValue([rule.kind, 'max_minutes'])) > SHORT_MINUTES;
              return (
                <>
                  <Form.Item
                    name={[rule.kind, 'needs_cover']}
                    valuePropName="checked"
                    hidden={always}
                    style={{ marginBottom: 10 }}
                  >
                    <Checkbox>{t('breaks.needsCover')}</Checkbox>
                  </Form.Item>
                  {always && (
                    <Checkbox checked disabled>
                      {t('breaks.alwaysCover')}
                    </Checkbox>
                  )}
                </>
              );
            }}
          </Form.Item>
        </div>
      ))}
      <Button type="primary" htmlType="submit">
        {t('breaks.save')}
      </Button>
    </Form>
  );
}

function BreakRules() {
  const query = useQuery({ queryKey: ['/workforce/breaks'], queryFn: () => api.get<Breaks>('/workforce/breaks') });
  if (query.isError) return <Problem error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton rows={4} look="line" />;
  return <BreakForm breaks={query.data} />;
}

export default function ShiftsPage() {
  const { t } = useTexts('workforce');
  const frame = useTexts('frame').t;
  const { modal } = App.useApp();
  const query = usePaged<ShiftType>('/workforce/shift-types');
  const [editing, setEditing] = useState<ShiftType | 'new' | null>(null);
  const record = useRecord('/workforce/shift-types', editing === 'new' ? null : editing, editing);
  const submit = async (values: Values) => {
    const times = { start_min: minutesOf(values.start), length_min: Math.round(values.hours * 60) };
    const usual = editing !== 'new' && editing?.key ? t(`shifts.${editing.key}`) : '';
    const name = values.name === usual ? '' : values.name; // the usual name follows each reader's language
    await record.save({ name, ...times });
    await again('/workforce/shift-types');
    setEditing(null);
  };
  const remove = async (shift: ShiftType) => {
    try {
      await api.delete(`/workforce/shift-types/${shift.id}`);
      await again('/workforce/shift-types');
    } catch (cause) {
      modal.error({ title: frame('problem.title'), content: explain(cause, frame) });
    }
  };
  const add = (
    <Button type="primary" onClick={() => setEditing('new')}>
      {t('shiftTypes.add')}
    </Button>
  );
  const nameOf = (shift: ShiftType) => shift.name || t(`shifts.${shift.key}`);
  const valuesOf = (shift: ShiftType): Values => ({
    name: nameOf(shift),
    start: clockOf(shift.start_min),
    hours: shift.length_min / 60,
  });
  return (
    <>
      <PageHead title={t('shiftTypes.title')} text={t('shiftTypes.text')} act={add} />
      <ListTable<ShiftType>
        query={query}
        rowKey="id"
        more={t('more')}
        empty={{ title: t('shiftTypes.none'), action: add }}
        columns={[
          { title: t('shiftTypes.name'), render: (_, row) => nameOf(row) },
          {
            title: t('shiftTypes.times'),
            render: (_, row) => {
              const end = row.start_min + row.length_min;
              return `${clockOf(row.start_min)} – ${end > 1440 ? `${t('shiftTypes.nextDay')} ` : ''}${clockOf(end)}`;
            },
          },
          {
            title: t('acts'),
            render: (_, row) => (
              <span className="act-row">
                <Button size="small" type="text" onClick={() => setEditing(row)}>
                  {t('edit')}
                </Button>
                <Button size="small" type="text" danger onClick={() => void remove(row)}>
                  {t('remove')}
                </Button>
              </span>
            ),
          },
        ]}
      />
      <h2 style={{ margin: '28px 0 4px', fontSize: 'var(--fs-15)' }}>{t('breaks.title')}</h2>
      <p style={{ margin: '0 0 14px', color: 'var(--ink-2)' }}>{t('breaks.text')}</p>
      <BreakRules />
      {editing && (
        <FormDrawer<Values>
          title={editing === 'new' ? t('shiftTypes.add') : t('shiftTypes.edit')}
          initial={editing === 'new' ? { start: '09:00', hours: 8 } : valuesOf(editing)}
          onSubmit={submit}
          onClose={() => setEditing(null)}
          clash={record.clash(valuesOf, (path) => t(`shiftTypes.${path}`))}
        >
          <Form.Item
            name="name"
            label={t('shiftTypes.name')}
            rules={[{ required: true, message: t('skills.needName') }]}
          >
            <Input maxLength={12} />
          </Form.Item>
          <Form.Item
            name="start"
            label={t('shiftTypes.start')}
            rules={[
              {
                validator: (_, value: string) =>
                  minutesOf(value ?? '') < 0 ? Promise.reject(new Error(t('shiftTypes.badTime'))) : Promise.resolve(),
              },
            ]}
          >
            <Input type="time" />
          </Form.Item>
          <Form.Item name="hours" label={t('shiftTypes.hours')} extra={t('shiftTypes.hoursHint')}>
            <InputNumber min={0.5} max={16} step={0.5} />
          </Form.Item>
        </FormDrawer>
      )}
    </>
  );
}
