import { Button, Form, Input, Radio, Switch } from 'antd';
import { useState } from 'react';
import type { Me } from '../../../../lib/api/types';
import { useTexts } from '../../../../lib/i18n/i18n';
import { DEFAULTS, patchMe, useMe } from '../../../../lib/session/me';
import { ring } from '../../../../lib/sound/sound';
import { showFieldError } from '../../../../ui/admin/FormDrawer';
import { PageHead } from '../../../../ui/admin/PageHead';
import { explain, Problem } from '../../../../ui/Problem';
import { toast } from '../../../../ui/toast';

function Person({ me }: { me: Me }) {
  const { t } = useTexts('profile');
  const frame = useTexts('frame').t;
  const [form] = Form.useForm();
  const [problem, setProblem] = useState<unknown>(null);
  const save = async (values: Pick<Me, 'name' | 'email' | 'phone'>) => {
    setProblem(null);
    try {
      await patchMe(values);
      toast(t('saved'));
    } catch (cause) {
      if (!showFieldError(form, cause)) setProblem(cause);
    }
  };
  return (
    <Form form={form} layout="vertical" requiredMark={false} initialValues={me} onFinish={save}>
      {problem !== null && <Problem error={problem} />}
      <Form.Item
        name="name"
        label={t('name')}
        extra={t('nameHint')}
        rules={[{ required: true, message: t('needName') }]}
      >
        <Input autoComplete="name" />
      </Form.Item>
      <Form.Item name="email" label={t('email')} rules={[{ type: 'email', message: t('badEmail') }]}>
        <Input autoComplete="email" />
      </Form.Item>
      <Form.Item name="phone" label={t('phone')}>
        <Input autoComplete="tel" inputMode="tel" />
      </Form.Item>
      <Button type="primary" htmlType="submit">
        {frame('save')}
      </Button>
    </Form>
  );
}

/** Each choice takes effect when made; there is nothing to save. */
function Habits({ me }: { me: Me }) {
  const { t } = useTexts('profile');
  const frame = useTexts('frame').t;
  const [problem, setProblem] = useState('');
  const preferences = { ...DEFAULTS, ...me.preferences };
  const put = async (patch: Parameters<typeof patchMe>[0]) => {
    setProblem('');
    try {
      await patchMe(patch);
    } catch (cause) {
      setProblem(explain(cause, frame));
    }
  };
  const choice = (name: string, value: string, values: string[], pick: (value: string) => void) => (
    <Form.Item label={t(`${name}.label`)}>
      <Radio.Group
        value={value}
        onChange={(event) => pick(event.target.value)}
        options={values.map((one) => ({ value: one, label: t(`${name}.${one}`) }))}
      />
    </Form.Item>
  );
  const habit = (patch: Partial<typeof preferences>) => void put({ preferences: { ...preferences, ...patch } });
  return (
    <Form layout="vertical">
      {problem && (
        <p className="field-error" role="alert">
          {problem}
        </p>
      )}
      {choice('language', me.locale, ['zh-CN', 'zh-TW', 'en'], (value) => void put({ locale: value as Me['locale'] }))}
      {choice('theme', me.theme, ['system', 'light', 'dark'], (value) => void put({ theme: value as Me['theme'] }))}
      {choice('send', preferences.send_key, ['enter', 'ctrl_enter'], (value) =>
        habit({ send_key: value as typeof preferences.send_key }),
      )}
      {choice('density', preferences.density, ['cozy', 'compact'], (value) =>
        habit({ density: value as typeof preferences.density }),
      )}
      <Form.Item label={t('sound.label')} extra={t('sound.hint')}>
        <Switch
          checked={preferences.sound}
          aria-label={t('sound.label')}
          onChange={(sound) => {
            habit({ sound });
            if (sound) ring('arrival');
          }}
        />
      </Form.Item>
    </Form>
  );
}

export default function MePage() {
  const { t } = useTexts('profile');
  const me = useMe();
  if (!me) return null;
  return (
    <div className="page-narrow">
      <PageHead
        title={t('title')}
        text={`${me.login} · ${me.unit.name} · ${me.roles.map((role) => role.name).join(' ')}`}
      />
      <section className="card">
        <h2>{t('person')}</h2>
        <Person key={me.id} me={me} />
      </section>
      <section className="card">
        <h2>{t('habits')}</h2>
        <Habits me={me} />
      </section>
    </div>
  );
}
