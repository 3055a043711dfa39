import { useQuery } from '@tanstack/react-query';
import { App, AutoComplete, Button, Form, Input, Radio } from 'antd';
import { useState } from 'react';
import { ApiError, api } from '../../../../lib/api/client';
import type { Page } from '../../../../lib/api/types';
import { useTexts } from '../../../../lib/i18n/i18n';
import { can } from '../../../../lib/perm/perm';
import { useMe } from '../../../../lib/session/me';
import { FormDrawer } from '../../../../ui/admin/FormDrawer';
import { ListTable } from '../../../../ui/admin/ListTable';
import { PageHead } from '../../../../ui/admin/PageHead';
import { usePaged } from '../../../../ui/admin/usePaged';
import { useRecord } from '../../../../ui/admin/useRecord';
import { Empty } from '../../../../ui/bits';
import { explain } from '../../../../ui/Problem';
import { toast } from '../../../../ui/toast';
import { again, type LevelsRow, type Skill } from '../api';

type Values = Pick<Skill, 'name' | 'kind' | 'language'>;

/** Codes that customers may have; others can be typed. */
const CODES = ['zh-CN', 'zh-TW', 'yue', 'en'] as const;

/** Staff down, skills across; each cell is a level that is kept when chosen. */
export default function SkillsPage() {
  const { t } = useTexts('workforce');
  const frame = useTexts('frame').t;
  const { modal } = App.useApp();
  const manages = can(useMe(), 'workforce.manage');
  const [editing, setEditing] = useState<Skill | 'new' | null>(null);
  const record = useRecord('/workforce/skills', editing === 'new' ? null : editing, editing);
  const skills = useQuery({
    queryKey: ['/workforce/skills'],
    queryFn: () => api.get<Page<Skill>>('/workforce/skills'),
  }).data?.rows;
  const people = usePaged<LevelsRow>('/workforce/levels', { limit: 50 });
  const submit = async (values: Values) => {
    const skill = { ...values, language: values.kind === 'language' ? (values.language ?? '') : '' };
    await record.save(skill);
    await again('/workforce/skills');
    setEditing(null);
  };
  const remove = (skill: Skill) =>
    modal.confirm({
      title: t('skills.removeAsk', { name: skill.name }),
      content: t('skills.removeText'),
      okText: t('remove'),
      okButtonProps: { danger: true },
      onOk: async () => {
        try {
          await api.delete(`/workforce/skills/${skill.id}`);
          await again('/workforce/skills', '/workforce/levels');
          setEditing(null);
        } catch (cause) {
          const uses = cause instanceof ApiError ? ((cause.details.usage as { name: string }[]) ?? []) : [];
          const where = uses.map((use) => use.name).join('、');
          modal.error({
            title: frame('problem.title'),
            content: where ? `${explain(cause, frame)} ${where}` : explain(cause, frame),
          });
        }
      },
    });
  const level = async (row: LevelsRow, skill: Skill, value: number) => {
    try {
      await api.put(`/workforce/staff/${row.staff_id}/skills`, { levels: { [skill.id]: value } });
    } catch (cause) {
      toast(explain(cause, frame));
    }
    await again('/workforce/levels');
  };
  const add = manages ? (
    <Button type="primary" onClick={() => setEditing('new')}>
      {t('skills.add')}
    </Button>
  ) : undefined;
  const column = (skill: Skill) => ({
    key: skill.id,
    width: 140,
    title: manages ? (
      <Button type="text" size="small" onClick={() => setEditing(skill)} title={t('skills.edit')}>
        {skill.name}
      </Button>
    ) : (
      skill.name
    ),
    render: (_: unknown, row: LevelsRow) => (
      <select
        className="input"
        aria-label={t('skills.cell', { name: row.name, skill: skill.name })}
        disabled={!row.may_edit}
        value={row.levels[skill.id] ?? 0}
        onChange={(event) => void level(row, skill, Number(event.target.value))}
      >
        {[0, 1, 2, 3, 4, 5].map((value) => (
          <option key={value} value={value}>
            {value === 0 ? t('skills.none') : t(`levels.${value}`)}
          </option>
        ))}
      </select>
    ),
  });
  return (
    <>
      <PageHead title={t('skills.title')} text={t('skills.text')} act={add} />
      {skills?.length === 0 ? (
        <Empty title={t('skills.emptyTitle')} text={t('skills.empty')} action={add} />
      ) : (
        <ListTable<LevelsRow>
          matrix
          query={people}
          rowKey="staff_id"
          more={t('more')}
          empty={{ title: t('rota.nobody') }}
          columns={[
            {
              title: t('rota.colleague'),
              fixed: 'left',
              render: (_, row) => (
                <>
                  {row.name} <small>{row.unit_name}</small>
                </>
              ),
            },
            ...(skills ?? []).map(column),
          ]}
        />
      )}
      {editing && (
        <FormDrawer<Values>
          title={editing === 'new' ? t('skills.add') : t('skills.edit')}
          initial={editing === 'new' ? { kind: 'skill' } : editing}
          onSubmit={submit}
          onClose={() => setEditing(null)}
          clash={record.clash(
            ({ name, kind, language }) => ({ name, kind, language }),
            (path) => t(`skills.${path}`),
            (path, value) => (path === 'kind' ? t(`skills.kinds.${value}`) : String(value ?? '')),
          )}
          extra={
            editing !== 'new' && (
              <Button danger type="text" onClick={() => remove(editing)}>
                {t('remove')}
              </Button>
            )
          }
        >
          <Form.Item name="name" label={t('skills.name')} rules={[{ required: true, message: t('skills.needName') }]}>
            <Input maxLength={30} placeholder={t('skills.example')} />
          </Form.Item>
          <Form.Item name="kind" label={t('skills.kind')}>
            <Radio.Group
              options={['skill', 'language'].map((value) => ({ value, label: t(`skills.kinds.${value}`) }))}
            />
          </Form.Item>
          <Form.Item noStyle dependencies={['kind']}>
            {({ getFieldValue }) =>
              getFieldValue('kind') === 'language' && (
                <Form.Item name="language" label={t('skills.language')} extra={t('skills.languageHint')}>
                  <AutoComplete
                    maxLength={20}
                    options={CODES.map((value) => ({ value, label: t(`skills.codes.${value}`) }))}
                  />
                </Form.Item>
              )
            }
          </Form.Item>
        </FormDrawer>
      )}
    </>
  );
}
