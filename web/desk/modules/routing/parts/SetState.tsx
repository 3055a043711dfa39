import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError, api } from '../../../../lib/api/client';
import { useTexts } from '../../../../lib/i18n/i18n';
import { useMe } from '../../../../lib/session/me';
import { Button } from '../../../../ui/Button';
import { Dialog } from '../../../../ui/Dialog';
import { ChoiceField } from '../../../../ui/Field';
import { explain } from '../../../../ui/Problem';
import { toast } from '../../../../ui/toast';
import { again, type Breaks, type Candidate, type WallAgent } from '../api';

/** Changes somebody's state for them; the button says whose and to what. */
export function SetState({ agent, onClose }: { agent: WallAgent; onClose: () => void }) {
  const { t } = useTexts('routing');
  const frame = useTexts('frame').t;
  const me = useMe();
  const breaks = useQuery({
    queryKey: ['/workforce/breaks'],
    queryFn: () => api.get<Breaks>('/workforce/breaks'),
  }).data;
  const [choice, setChoice] = useState('');
  const [cover, setCover] = useState('');
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const word = (value: string) => t(value.startsWith('break:') ? `kinds.${value.slice(6)}` : `state.${value}`);
  const plain = ['online', 'busy', 'off'].filter((state) => state !== agent.state);
  const options = [...plain, ...(breaks?.rules ?? []).map((rule) => `break:${rule.kind}`)];
  const asked = problem instanceof ApiError && problem.code.startsWith('workforce.cover_');
  const candidates = asked ? ((problem.details.candidates as Candidate[] | null) ?? []) : [];
  const save = async () => {
    setBusy(true);
    try {
      await api.put(`/workforce/presence/${agent.staff_id}`, {
        state: choice.startsWith('break:') ? 'break' : choice,
        break_kind: choice.startsWith('break:') ? choice.slice(6) : undefined,
        cover_id: cover || undefined,
      });
      toast(t('set.done', { name: agent.name, state: word(choice) }));
      void again('wall');
      onClose();
    } catch (cause) {
      setProblem(cause);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t('set.title', { name: agent.name })}
      closeLabel={frame('close')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{frame('cancel')}</Button>
          <Button look="primary" busy={busy} disabled={!choice} onClick={() => void save()}>
            {choice ? t('set.save', { name: agent.name, state: word(choice) }) : t('set.pick')}
          </Button>
        </>
      }
    >
      <p className="set-now">
        {t('set.now', { state: t(`state.${agent.state}`), count: agent.load })}{' '}
        {agent.staff_id === me?.id ? '' : t('set.told')}
      </p>
      <ChoiceField
        label={t('set.to')}
        value={choice}
        options={options.map((value) => ({ value, label: word(value) }))}
        onChange={(value) => {
          setChoice(value);
          setCover('');
          setProblem(null);
        }}
      />
      {problem !== null && (
        <p className="field-error" role="alert">
          {explain(problem, frame)}
        </p>
      )}
      {candidates.length > 0 && (
        <ChoiceField
          label={t('set.cover')}
          value={cover}
          options={candidates.map((one) => ({ value: one.id, label: one.name }))}
          onChange={setCover}
        />
      )}
    </Dialog>
  );
}
