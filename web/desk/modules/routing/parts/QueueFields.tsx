import { Link } from '@tanstack/react-router';
import { Button, Form, Input, Radio, Select, Switch, TreeSelect } from 'antd';
import { useTexts } from '../../../../lib/i18n/i18n';
import { full } from '../../../../lib/time/time';
import { IconButton } from '../../../../ui/Button';
import { Icon } from '../../../../ui/Icon';
import type { Queue } from '../api';
import type { Values } from '../state/form';
import type { Sources } from '../state/sources';
import { Duration } from './Duration';

interface Props {
  queue: Queue | null;
  from: Sources;
}

interface Node {
  value: string;
  title: string;
  children: Node[];
}

function unitTree(units: Sources['units'], parent = ''): Node[] {
  const known = new Set(units.map((unit) => unit.id));
  return units
    .filter((unit) => (parent ? unit.parent_id === parent : !known.has(unit.parent_id)))
    .map((unit) => ({ value: unit.id, title: unit.name, children: unitTree(units, unit.id) }));
}

function Needs({ skills }: { skills: NonNullable<Sources['skills']> }) {
  const { t } = useTexts('routing');
  return (
    <Form.List name="needs">
      {(rows, { add, remove }, { errors }) => (
        <fieldset className="queue-needs">
          <legend>{t('field.needs')}</legend>
          <p className="queue-hint">{t('hint.needs')}</p>
          {rows.map((row) => (
            <div key={row.key} className="queue-need">
              <Form.Item name={[row.name, 'skill_id']} rules={[{ required: true, message: t('queue.pickSkill') }]}>
                <Select
                  aria-label={t('queue.skill')}
                  placeholder={t('queue.pickSkill')}
                  options={skills.map((skill) => ({ value: skill.id, label: skill.name }))}
                />
              </Form.Item>
              <Form.Item name={[row.name, 'level']}>
                <Select
                  aria-label={t('queue.level')}
                  options={[1, 2, 3, 4, 5].map((value) => ({ value, label: t('queue.levelUp', { level: value }) }))}
                />
              </Form.Item>
              <IconButton label={t('queue.dropSkill')} onClick={() => remove(row.name)}>
                <Icon name="close" size={16} />
              </IconButton>
            </div>
          ))}
          <Form.ErrorList errors={errors} />
          {skills.length === 0 ? (
            <p className="queue-hint">
              {t('queue.noSkills')} <Link to={'/settings/skills' as string}>{t('ways.skill_missing')}</Link>
            </p>
          ) : (
            <Button size="small" disabled={rows.length >= 10} onClick={() => add({ level: 1 })}>
              {t('queue.addSkill')}
            </Button>
          )}
        </fieldset>
      )}
    </Form.List>
  );
}

/** Name, hours, who is in it and what comes to it. */
export function Who({ queue, from }: Props) {
  const { t, locale } = useTexts('routing');
  const form = Form.useFormInstance<Values>();
  const everybody = Form.useWatch('everybody', form);
  const hoursID = Form.useWatch('hours_id', form);
  const hours = from.hours.find((one) => one.id === hoursID);
  const now = hours
    ? hours.open && !hours.next_change
      ? t('queue.always')
      : t(hours.open ? 'queue.openUntil' : 'queue.opensAt', {
          at: hours.next_change ? full(hours.next_change, locale) : t('queue.noEnd'),
        })
    : t('hint.hours_id');
  return (
    <section className="card">
      <h2>{t('queue.who')}</h2>
      {queue && (
        <Form.Item name="enabled" label={t('field.enabled')} valuePropName="checked" extra={t('hint.enabled')}>
          <Switch />
        </Form.Item>
      )}
      <Form.Item
        name="name"
        label={t('field.name')}
        rules={[{ required: true, whitespace: true, message: t('queue.needName') }]}
      >
        <Input maxLength={40} placeholder={t('queue.nameHint')} />
      </Form.Item>
      <Form.Item name="unit_id" label={t('field.unit_id')} extra={t('hint.unit_id')}>
        <TreeSelect treeDefaultExpandAll treeData={unitTree(from.units)} />
      </Form.Item>
      <Form.Item name="mode" label={t('field.mode')}>
        <Radio.Group className="queue-modes">
          {(['offer', 'auto', 'pull'] as const).map((mode) => (
            <Radio key={mode} value={mode}>
              {t(`mode.${mode}`)}
              <small className="sub">{t(`modeText.${mode}`)}</small>
            </Radio>
          ))}
        </Radio.Group>
      </Form.Item>
      <Form.Item name="hours_id" label={t('field.hours_id')} extra={now}>
        <Select
          options={[
            { value: '', label: t('queue.always') },
            ...from.hours.map((one) => ({ value: one.id, label: one.name })),
          ]}
        />
      </Form.Item>
      <Form.Item name="everybody" label={t('field.everybody')}>
        <Radio.Group
          options={[
            { value: true, label: t('queue.everybody') },
            { value: false, label: t('queue.picked') },
          ]}
        />
      </Form.Item>
      <Form.Item name="members" label={t('field.members')} hidden={everybody !== false} extra={t('hint.members')}>
        <Select
          mode="multiple"
          showSearch={{ optionFilterProp: 'label' }}
          placeholder={t('queue.pickMembers')}
          options={from.seats.map((seat) => ({ value: seat.staff_id, label: seat.name }))}
        />
      </Form.Item>
      {from.channels && (
        <Form.Item name="channels" label={t('field.channels')} extra={t('hint.channels')}>
          <Select
            mode="multiple"
            placeholder={t('queue.anyChannel')}
            options={from.channels.map((one) => ({ value: one.id, label: one.name }))}
          />
        </Form.Item>
      )}
      <Form.Item name="serves" label={t('field.serves')} extra={t('hint.serves')}>
        <Select
          options={(['', 'person', 'organisation'] as const).map((value) => ({
            value,
            label: t(`serves.${value || 'all'}`),
          }))}
        />
      </Form.Item>
      {from.skills && <Needs skills={from.skills} />}
    </section>
  );
}

const BEFORE = ['offer_seconds', 'steward_seconds', 'last_agent_seconds', 'language_seconds'] as const;
const AFTER = ['message_seconds', 'target_seconds'] as const;

/** How long each step of waiting takes, each with a sentence of what it does. */
export function Numbers({ queue, from }: Props) {
  const { t } = useTexts('routing');
  const item = (field: (typeof BEFORE)[number] | (typeof AFTER)[number] | 'overflow_seconds') => (
    <Form.Item key={field} name={['rules', field]} label={t(`field.${field}`)} extra={t(`hint.${field}`)}>
      <Duration label={t(`field.${field}`)} off={field === 'offer_seconds' ? undefined : t('span.off')} />
    </Form.Item>
  );
  return (
    <section className="card queue-numbers">
      <h2>{t('queue.numbers')}</h2>
      {BEFORE.map(item)}
      <Form.Item
        name={['rules', 'overflow_queue_id']}
        label={t('field.overflow_queue_id')}
        extra={t('hint.overflow_queue_id')}
      >
        <Select
          options={[
            { value: '', label: t('queue.noOverflow') },
            ...from.queues.filter((one) => one.id !== queue?.id).map((one) => ({ value: one.id, label: one.name })),
          ]}
        />
      </Form.Item>
      {item('overflow_seconds')}
      {AFTER.map(item)}
      <Form.Item
        name={['rules', 'callbacks']}
        label={t('field.callbacks')}
        valuePropName="checked"
        extra={t('hint.callbacks')}
      >
        <Switch />
      </Form.Item>
    </section>
  );
}
