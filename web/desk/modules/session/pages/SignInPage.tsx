import { useMutation, useQuery } from '@tanstack/react-query';
import { Navigate, useRouter, useSearch } from '@tanstack/react-router';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { ApiError, api } from '../../../../lib/api/client';
import type { Me } from '../../../../lib/api/types';
import { useTexts } from '../../../../lib/i18n/i18n';
import { Button } from '../../../../ui/Button';
import { TextField } from '../../../../ui/Field';
import { explain } from '../../../../ui/Problem';
import { enter } from '../parts/enter';
import { Gate } from '../parts/Gate';

/** Seconds left before trying again is allowed. */
function useRest(error: unknown): number {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    const wait = error instanceof ApiError && error.status === 429 ? Math.max(1, error.retryAfter) : 0;
    setLeft(wait);
    if (wait === 0) return;
    const timer = setInterval(() => setLeft((now) => Math.max(0, now - 1)), 1000);
    return () => clearInterval(timer);
  }, [error]);
  return left;
}

export default function SignInPage() {
  const { t } = useTexts('session');
  const frame = useTexts('frame').t;
  const router = useRouter();
  const { next } = useSearch({ strict: false }) as { next?: string };
  const setup = useQuery({ queryKey: ['setup'], queryFn: () => api.get<{ needed: boolean }>('/setup') });
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [step, setStep] = useState<'password' | 'code'>('password');
  const [missing, setMissing] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const signIn = useMutation({
    mutationFn: () => api.post<Me>('/session', { login, password, ...(step === 'code' ? { code } : {}) }),
    onSuccess: (me) => enter(me, (to) => router.history.push(to), next),
    onError: (cause) => {
      if (cause instanceof ApiError && cause.code === 'auth.second_factor') {
        setStep('code');
        setCode('');
      }
      requestAnimationFrame(() => field.current?.focus());
    },
  });
  const rest = useRest(signIn.error);
  // Asking for the second factor is a step, not a mistake, the first time.
  const asked = signIn.error instanceof ApiError && signIn.error.code === 'auth.second_factor' && code === '';
  const problem = signIn.error && !asked ? (rest > 0 ? t('rest', { count: rest }) : explain(signIn.error, frame)) : '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const lacking =
      step === 'code'
        ? code
          ? ''
          : t('needCode')
        : login === ''
          ? t('needLogin')
          : password === ''
            ? t('needPassword')
            : '';
    setMissing(lacking);
    if (lacking === '' && rest === 0) signIn.mutate();
  };
  if (setup.data?.needed) return <Navigate to="/setup" replace />;
  return (
    <Gate>
      <form onSubmit={submit} noValidate>
        <h1>{step === 'code' ? t('codeTitle') : t('title')}</h1>
        <p className="gate-sub">{step === 'code' ? t('codeText') : t('text')}</p>
        {step === 'password' ? (
          <>
            <TextField
              ref={field}
              label={t('login')}
              name="username"
              autoComplete="username"
              autoCapitalize="none"
              autoFocus
              value={login}
              error={login === '' ? missing : undefined}
              onChange={(event) => setLogin(event.target.value)}
            />
            <TextField
              label={t('password')}
              name="password"
              type="password"
              autoComplete="current-password"
              value={password}
              error={login !== '' ? missing || problem : problem}
              onChange={(event) => setPassword(event.target.value)}
            />
          </>
        ) : (
          <TextField
            ref={field}
            label={t('code')}
            hint={t('codeHint')}
            inputMode="numeric"
            autoComplete="one-time-code"
            autoFocus
            maxLength={20}
            value={code}
            error={missing || problem}
            onChange={(event) => setCode(event.target.value.trim())}
          />
        )}
        <Button type="submit" look="primary" className="gate-go" busy={signIn.isPending} disabled={rest > 0}>
          {signIn.isPending ? t('going') : t('go')}
        </Button>
        {step === 'code' ? (
          <Button look="link" onClick={() => setStep('password')}>
            {t('otherAccount')}
          </Button>
        ) : (
          <p className="gate-help">{t('forgot')}</p>
        )}
      </form>
    </Gate>
  );
}
