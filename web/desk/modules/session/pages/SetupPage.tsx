import { useMutation, useQuery } from '@tanstack/react-query';
import { Navigate, useRouter } from '@tanstack/react-router';
import { type FormEvent, useRef, useState } from 'react';
import { ApiError, api } from '../../../../lib/api/client';
import type { Me } from '../../../../lib/api/types';
import { useTexts } from '../../../../lib/i18n/i18n';
import { Button } from '../../../../ui/Button';
import { AreaField, TextField } from '../../../../ui/Field';
import { Problem } from '../../../../ui/Problem';
import { enter } from '../parts/enter';
import { Gate } from '../parts/Gate';
import { INDUSTRIES, lacking, loginOf, type Setup, stepOf, titleOf } from '../parts/steps';
import { WidgetPreview } from '../parts/WidgetPreview';

const COLOURS = ['#1f6f66', '#2b5f9e', '#8a3d62', '#a8400b', '#3c4a78', '#23302e'];

function useWizard() {
  const { t, locale } = useTexts('session');
  const info = useQuery({
    queryKey: ['setup'],
    queryFn: () => api.get<{ needed: boolean; code_required: boolean }>('/setup'),
    staleTime: 0,
  });
  const [step, setStep] = useState(0);
  const [setup, setSetup] = useState<Setup>(() => ({
    organisation: '',
    industry: '',
    locale,
    // The address printed at start carries the code, so that nobody types it.
    setup_code: new URLSearchParams(window.location.hash.slice(1)).get('code') ?? '',
    admin: { name: '', login: '', password: '' },
    channel: { name: t('firstChannel'), title: '', greeting: t('greeting'), colour: COLOURS[0] ?? '' },
  }));
  const [bad, setBad] = useState<Record<string, string>>({});
  const patch = (fields: Partial<Setup>) => setSetup((old) => ({ ...old, ...fields }));
  return { info, step, setStep, setup, patch, bad, setBad };
}

type Wizard = ReturnType<typeof useWizard>;
type ErrorOf = (field: string) => string | undefined;

function OrganisationStep({ wizard, errorOf }: { wizard: Wizard; errorOf: ErrorOf }) {
  const { t } = useTexts('session');
  const { setup, patch, info } = wizard;
  return (
    <>
      <TextField
        label={t('organisation')}
        hint={t('organisationHint')}
        autoFocus
        value={setup.organisation}
        error={errorOf('organisation')}
        onChange={(event) => patch({ organisation: event.target.value })}
      />
      <div className="field">
        <label htmlFor="industry">{t('industry')}</label>
        <select
          id="industry"
          className="input"
          value={setup.industry}
          aria-required
          aria-invalid={errorOf('industry') ? true : undefined}
          aria-describedby={errorOf('industry') ? 'industry-error' : 'industry-hint'}
          onChange={(event) => patch({ industry: event.target.value as Setup['industry'] })}
        >
          <option value="" disabled>
            {t('industryChoose')}
          </option>
          {INDUSTRIES.map((one) => (
            <option key={one} value={one}>
              {t(`industries.${one}`)}
            </option>
          ))}
        </select>
        {errorOf('industry') ? (
          <p id="industry-error" className="field-error" role="alert">
            {errorOf('industry')}
          </p>
        ) : (
          <p id="industry-hint" className="field-hint">
            {t('industryHint')}
          </p>
        )}
      </div>
      {info.data?.code_required && (
        <TextField
          label={t('setupCode')}
          hint={t('setupCodeHint')}
          autoComplete="off"
          value={setup.setup_code}
          error={errorOf('setup_code')}
          onChange={(event) => patch({ setup_code: event.target.value })}
        />
      )}
    </>
  );
}

function AdminStep({ wizard, errorOf }: { wizard: Wizard; errorOf: ErrorOf }) {
  const { t } = useTexts('session');
  const { admin } = wizard.setup;
  const patch = (fields: Partial<Setup['admin']>) => wizard.patch({ admin: { ...admin, ...fields } });
  return (
    <>
      <TextField
        label={t('yourName')}
        autoComplete="name"
        autoFocus
        value={admin.name}
        error={errorOf('admin.name')}
        onChange={(event) => patch({ name: event.target.value })}
      />
      <TextField
        label={t('login')}
        hint={t('loginHint')}
        autoComplete="username"
        autoCapitalize="none"
        value={admin.login}
        error={errorOf('admin.login')}
        onChange={(event) => patch({ login: event.target.value })}
      />
      <TextField
        label={t('newPassword')}
        type="password"
        autoComplete="new-password"
        hint={t('passwordHint')}
        value={admin.password}
        error={errorOf('admin.password')}
        onChange={(event) => patch({ password: event.target.value })}
      />
    </>
  );
}

function ChannelStep({ wizard, errorOf }: { wizard: Wizard; errorOf: ErrorOf }) {
  const { t } = useTexts('session');
  const { channel } = wizard.setup;
  const patch = (fields: Partial<Setup['channel']>) => wizard.patch({ channel: { ...channel, ...fields } });
  return (
    <>
      <TextField
        label={t('chatTitle')}
        autoFocus
        maxLength={40}
        value={channel.title}
        error={errorOf('channel.title')}
        onChange={(event) => patch({ title: event.target.value })}
      />
      <AreaField
        label={t('chatGreeting')}
        maxLength={300}
        rows={2}
        value={channel.greeting}
        error={errorOf('channel.greeting')}
        onChange={(event) => patch({ greeting: event.target.value })}
      />
      <fieldset className="field">
        <legend>{t('colour')}</legend>
        <div className="swatches">
          {COLOURS.map((colour) => (
            <button
              key={colour}
              type="button"
              style={{ background: colour }}
              aria-label={colour}
              aria-pressed={colour === channel.colour}
              onClick={() => patch({ colour })}
            />
          ))}
        </div>
      </fieldset>
      <WidgetPreview channel={channel} organisation={wizard.setup.organisation} />
    </>
  );
}

const STEPS = [OrganisationStep, AdminStep, ChannelStep];

export default function SetupPage() {
  const { t } = useTexts('session');
  const router = useRouter();
  const wizard = useWizard();
  const { info, step, setStep, setup, bad, setBad } = wizard;
  const form = useRef<HTMLFormElement>(null);
  const create = useMutation({
    mutationFn: () => {
      const { setup_code, ...rest } = setup;
      const all = { ...rest, admin: { ...rest.admin, login: loginOf(rest.admin.login) } };
      return api.post<Me>('/setup', setup_code ? { ...all, setup_code } : all);
    },
    onSuccess: (me) => enter(me, (to) => router.history.push(to), '/welcome'),
    onError: (cause) => {
      if (cause instanceof ApiError && cause.field) setStep(stepOf(cause.field));
    },
  });
  if (info.data && !info.data.needed && !create.isPending && !create.isSuccess) return <Navigate to="/inbox" replace />;
  const refused = create.error instanceof ApiError ? create.error : undefined;
  const errorOf: ErrorOf = (field) =>
    bad[field] ? t(bad[field]) : refused?.field === field ? refused.message : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = lacking(setup, step, Boolean(info.data?.code_required));
    setBad(found);
    if (Object.keys(found).length > 0) {
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus());
    } else if (step < STEPS.length - 1) {
      if (step === 1 && setup.channel.title === '') {
        const named = (organisation: string) => t('titleOf', { organisation });
        wizard.patch({ channel: { ...setup.channel, title: titleOf(setup.organisation, named) } });
      }
      setStep(step + 1);
    } else create.mutate();
  };
  const Step = STEPS[step] ?? OrganisationStep;
  return (
    <Gate wide>
      <form ref={form} onSubmit={submit} noValidate>
        <ol className="gate-steps" aria-label={t('steps')}>
          {['organisation', 'admin', 'channel'].map((name, index) => (
            <li key={name} aria-current={index === step ? 'step' : undefined} data-done={index < step}>
              <b>{index + 1}</b>
              {t(`step.${name}`)}
            </li>
          ))}
        </ol>
        <h1>{t(`stepTitle.${step}`)}</h1>
        <p className="gate-sub">{t(`stepText.${step}`)}</p>
        <Step wizard={wizard} errorOf={errorOf} />
        {create.error && !refused?.field && <Problem error={create.error} />}
        <div className="gate-acts">
          {step > 0 && <Button onClick={() => setStep(step - 1)}>{t('previous')}</Button>}
          <Button type="submit" look="primary" className="gate-go" busy={create.isPending}>
            {step < STEPS.length - 1 ? t('next') : create.isPending ? t('creating') : t('create')}
          </Button>
        </div>
      </form>
    </Gate>
  );
}
