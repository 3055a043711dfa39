import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useParams, useRouter } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { ApiError, api } from '../../../../lib/api/client';
import type { Me } from '../../../../lib/api/types';
import { useTexts } from '../../../../lib/i18n/i18n';
import { Button } from '../../../../ui/Button';
import { Empty, Skeleton } from '../../../../ui/bits';
import { TextField } from '../../../../ui/Field';
import { explain, Problem } from '../../../../ui/Problem';
import { enter } from '../parts/enter';
import { Gate } from '../parts/Gate';

interface LinkInfo {
  kind: 'invite' | 'reset';
  login: string;
  name: string;
  organisation: string;
}

const SHORTEST = 10;

export default function LinkPage() {
  const { t } = useTexts('session');
  const frame = useTexts('frame').t;
  const router = useRouter();
  const { token } = useParams({ strict: false }) as { token: string };
  const info = useQuery({
    queryKey: ['link', token],
    queryFn: () => api.get<LinkInfo>(`/links/${encodeURIComponent(token)}`),
    retry: false,
  });
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [tried, setTried] = useState(false);
  const [code, setCode] = useState('');
  // Who has a second factor is asked for it once the password is chosen.
  const [factor, setFactor] = useState(false);
  const save = useMutation({
    mutationFn: () => api.post<Me>(`/links/${encodeURIComponent(token)}`, { password, ...(factor ? { code } : {}) }),
    onError: (cause) => {
      if (cause instanceof ApiError && cause.code === 'auth.second_factor') {
        setFactor(true);
        setTried(false);
      }
    },
    onSuccess: (me) => enter(me, (to) => router.history.push(to), '/inbox'),
  });
  const short = [...password].length < SHORTEST;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!short && password === again && !(factor && code === '')) save.mutate();
  };
  const refusal = save.error instanceof ApiError ? save.error.code : '';
  const problem = save.error && refusal !== 'auth.second_factor' ? explain(save.error, frame) : '';
  const codeProblem = refusal === 'auth.second_factor_wrong' ? problem : '';
  if (info.isPending) {
    return (
      <Gate>
        <Skeleton rows={4} look="line" />
      </Gate>
    );
  }
  if (info.isError) {
    const dead = info.error instanceof ApiError && info.error.status === 404;
    return (
      <Gate>
        {dead ? (
          <Empty title={t('deadTitle')} text={t('deadText')} action={<Link to="/sign-in">{t('toSignIn')}</Link>} />
        ) : (
          <Problem error={info.error} retry={() => void info.refetch()} />
        )}
      </Gate>
    );
  }
  return (
    <Gate>
      <form onSubmit={submit} noValidate>
        <h1>{info.data.kind === 'invite' ? t('inviteTitle', { name: info.data.name }) : t('resetTitle')}</h1>
        <p className="gate-sub">{t('linkText', { organisation: info.data.organisation, login: info.data.login })}</p>
        <input type="text" name="username" autoComplete="username" value={info.data.login} readOnly hidden />
        <TextField
          label={t('newPassword')}
          type="password"
          autoComplete="new-password"
          hint={t('passwordHint')}
          value={password}
          error={(tried && short && t('passwordShort')) || (codeProblem ? '' : problem)}
          onChange={(event) => setPassword(event.target.value)}
        />
        <TextField
          label={t('againPassword')}
          type="password"
          autoComplete="new-password"
          value={again}
          error={tried && again !== password ? t('passwordDiffers') : undefined}
          onChange={(event) => setAgain(event.target.value)}
        />
        {factor && (
          <TextField
            label={t('code')}
            hint={t('codeHint')}
            inputMode="numeric"
            autoComplete="one-time-code"
            autoFocus
            maxLength={20}
            value={code}
            error={(tried && code === '' && t('needCode')) || codeProblem}
            onChange={(event) => setCode(event.target.value.trim())}
          />
        )}
        <Button type="submit" look="primary" className="gate-go" busy={save.isPending}>
          {t('savePassword')}
        </Button>
      </form>
    </Gate>
  );
}
