import { Button, Form, Input, QRCode } from 'antd';
import { useState } from 'react';
import { api } from '../../../../lib/api/client';
import { queries } from '../../../../lib/api/queries';
import { useTexts } from '../../../../lib/i18n/i18n';
import { meQuery, useMe } from '../../../../lib/session/me';
import { CopyField } from '../../../../ui/admin/CopyField';
import { showFieldError } from '../../../../ui/admin/FormDrawer';
import { Problem } from '../../../../ui/Problem';
import { toast } from '../../../../ui/toast';

type Stage = { at: 'idle' } | { at: 'scan'; secret: string; uri: string } | { at: 'codes'; codes: string[] };

const refreshMe = async () => queries.setQueryData(meQuery.queryKey, await api.get('/me'));

function useForm() {
  const [form] = Form.useForm();
  const [problem, setProblem] = useState<unknown>(null);
  const attempt = async (act: () => Promise<void>) => {
    setProblem(null);
    try {
      await act();
      form.resetFields();
    } catch (cause) {
      if (!showFieldError(form, cause)) setProblem(cause);
    }
  };
  return { form, problem, attempt };
}

function PasswordForm({
  label,
  danger,
  onGo,
}: {
  label: string;
  danger?: boolean;
  onGo: (password: string) => Promise<void>;
}) {
  const { t } = useTexts('profile');
  const { form, problem, attempt } = useForm();
  return (
    <Form form={form} layout="vertical" requiredMark={false} onFinish={({ password }) => attempt(() => onGo(password))}>
      {problem !== null && <Problem error={problem} />}
      <Form.Item name="password" label={t('totp.password')} rules={[{ required: true, message: t('password.need') }]}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <Button type={danger ? 'default' : 'primary'} danger={danger} htmlType="submit">
        {label}
      </Button>
    </Form>
  );
}

function Scan({ secret, uri, onDone }: { secret: string; uri: string; onDone: (codes: string[]) => void }) {
  const { t } = useTexts('profile');
  const { form, problem, attempt } = useForm();
  const confirm = ({ code }: { code: string }) =>
    attempt(async () =>
      onDone((await api.post<{ recovery_codes: string[] }>('/me/totp/confirm', { code })).recovery_codes),
    );
  return (
    <>
      <p>{t('totp.scan')}</p>
      {/* Black on white in either theme, or phones cannot read it. */}
      <QRCode aria-label={t('totp.scan')} value={uri} type="svg" color="#000000" bgColor="#ffffff" size={180} />
      <p className="sub">{t('totp.byHand')}</p>
      <code className="snippet">{secret}</code>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={confirm}>
        {problem !== null && <Problem error={problem} />}
        <Form.Item
          name="code"
          label={t('totp.code')}
          rules={[{ required: true, pattern: /^\d{6}$/, message: t('totp.need') }]}
        >
          <Input inputMode="numeric" autoComplete="one-time-code" maxLength={6} style={{ width: 160 }} />
        </Form.Item>
        <Button type="primary" htmlType="submit">
          {t('totp.confirm')}
        </Button>
      </Form>
    </>
  );
}

export function SecondFactor() {
  const { t } = useTexts('profile');
  const me = useMe();
  const [stage, setStage] = useState<Stage>({ at: 'idle' });
  const begin = async (password: string) => {
    const made = await api.post<{ secret: string; uri: string }>('/me/totp', { password });
    setStage({ at: 'scan', ...made });
  };
  const off = async (password: string) => {
    await api.delete('/me/totp', { password });
    await refreshMe();
    toast(t('totp.offDone'));
  };
  return (
    <section className="card">
      <h2>{t('totp.title')}</h2>
      <p>{me?.totp_enabled ? t('totp.isOn') : t('totp.text')}</p>
      {stage.at === 'codes' && (
        <>
          <p className="state-warn">{t('totp.codes')}</p>
          <CopyField text={stage.codes.join('\n')} label={t('totp.copyCodes')} />
        </>
      )}
      {stage.at === 'scan' && (
        <Scan
          secret={stage.secret}
          uri={stage.uri}
          onDone={(codes) => {
            setStage({ at: 'codes', codes });
            void refreshMe();
          }}
        />
      )}
      {stage.at === 'idle' && !me?.totp_enabled && <PasswordForm label={t('totp.begin')} onGo={begin} />}
      {stage.at !== 'scan' && me?.totp_enabled && <PasswordForm label={t('totp.off')} danger onGo={off} />}
    </section>
  );
}
