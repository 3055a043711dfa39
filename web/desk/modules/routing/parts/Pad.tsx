import '../messages.css';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { ApiError, api, clientKey } from '../../../../lib/api/client';
import type { Conversation } from '../../../../lib/api/types';
import { useTexts } from '../../../../lib/i18n/i18n';
import { clock, day, serverNow } from '../../../../lib/time/time';
import { Button } from '../../../../ui/Button';
import { Kbd } from '../../../../ui/bits';
import { Dialog } from '../../../../ui/Dialog';
import { AreaField, ChoiceField, TextField } from '../../../../ui/Field';
import { explain } from '../../../../ui/Problem';
import { toast } from '../../../../ui/toast';
import { again } from '../api';
import { useFirstField } from '../state/live';
import { offered, replyBy, type When } from '../state/words';
import { type Who, WhoPicker } from './WhoPicker';

const FRESH = { caller: '', company: '', contact: '', matter: '', urgency: 'normal' as 'normal' | 'urgent' };
const FIELDS = ['for_id', 'caller', 'company', 'contact', 'matter'];

/** What was typed stays when the pad is closed by mistake, until it is kept. */
let unfinished: { fields: typeof FRESH; who: Who | null; when: When } | null = null;

/** The sentence to read out while the caller is on the line. */
function Say({ who, when }: { who: Who; when: When }) {
  const { t, locale } = useTexts('routing');
  const at = replyBy(when, serverNow());
  const iso = at?.toISOString() ?? '';
  const today = at !== null && day(iso, locale) === day(new Date(serverNow()).toISOString(), locale);
  const by = at === null ? t('pad.soonWord') : t(today ? 'pad.byToday' : 'pad.byTomorrow', { at: clock(iso, locale) });
  const here = who.agent?.state === 'online' || who.agent?.state === 'busy';
  const look = who.kind === 'queue' ? 'sayQueue' : here ? 'sayBusy' : 'sayAway';
  return (
    <p className="pad-say">
      <small>{t('pad.read')}</small>
      {t(`pad.${look}`, { name: who.name, by })}
    </p>
  );
}

interface Props {
  /** To link the message with; empty: none is on screen. */
  conversation: string;
  onClose: () => void;
}

export default function Pad({ conversation, onClose }: Props) {
  const { t } = useTexts('routing');
  const frame = useTexts('frame').t;
  const [key] = useState(clientKey);
  const [fields, setFields] = useState(unfinished?.fields ?? FRESH);
  const [who, setWho] = useState<Who | null>(unfinished?.who ?? null);
  const [when, setWhen] = useState<When>(unfinished?.when ?? 'hour');
  const [linked, setLinked] = useState(Boolean(conversation));
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const about = useQuery({
    queryKey: ['pad', conversation],
    queryFn: () => api.get<Conversation>(`/conversations/${conversation}`),
    enabled: Boolean(conversation),
    retry: false,
  }).data;
  useFirstField(form);
  unfinished = { fields, who, when };
  const put = (patch: Partial<typeof FRESH>) => {
    setFields((old) => ({ ...old, ...patch }));
    setErrors((old) => Object.fromEntries(Object.entries(old).filter(([field]) => !(field in patch))));
  };
  const refuse = (found: Record<string, string>) => {
    setErrors(found);
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
  };
  const save = async () => {
    const need: Record<string, string> = {};
    if (!who) need.for_id = t('pad.needWho');
    for (const field of ['caller', 'contact', 'matter'] as const) {
      if (!fields[field].trim()) need[field] = t(`pad.need.${field}`);
    }
    setProblem('');
    if (Object.keys(need).length > 0) return refuse(need);
    setBusy(true);
    try {
      await api.post('/routing/messages', {
        client_key: key,
        ...fields,
        for_id: who?.kind === 'person' ? who.id : undefined,
        queue_id: who?.kind === 'queue' ? who.id : undefined,
        conversation_id: linked && about ? conversation : undefined,
        reply_by: replyBy(when, serverNow())?.toISOString(),
      });
      unfinished = null;
      toast(t('pad.saved', { name: who?.name }));
      void again('messages');
      onClose();
    } catch (cause) {
      const field = cause instanceof ApiError ? cause.field.replace('queue_id', 'for_id') : '';
      if (cause instanceof ApiError && FIELDS.includes(field)) refuse({ [field]: cause.message });
      else setProblem(explain(cause, frame));
      setBusy(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void save();
  };
  return (
    <Dialog
      title={t('pad.title')}
      closeLabel={frame('close')}
      onClose={onClose}
      footer={
        <>
          <span className="pad-keep">{t('pad.keep')}</span>
          <Button type="submit" form="pad-form" look="primary" busy={busy}>
            {t('pad.save')} <Kbd combo="mod+enter" />
          </Button>
        </>
      }
    >
      <form
        ref={form}
        id="pad-form"
        className="pad"
        noValidate
        onSubmit={submit}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          if (!busy) void save();
        }}
      >
        <WhoPicker label={t('pad.who')} error={errors.for_id} chosen={who} onPick={setWho} />
        {who && <Say who={who} when={when} />}
        <div className="pad-two">
          <TextField
            label={t('pad.caller')}
            value={fields.caller}
            maxLength={60}
            error={errors.caller}
            onChange={(event) => put({ caller: event.target.value })}
          />
          <TextField
            label={t('pad.company')}
            value={fields.company}
            maxLength={80}
            error={errors.company}
            onChange={(event) => put({ company: event.target.value })}
          />
        </div>
        <TextField
          label={t('pad.contact')}
          hint={t('pad.contactHint')}
          value={fields.contact}
          maxLength={120}
          error={errors.contact}
          onChange={(event) => put({ contact: event.target.value })}
        />
        <AreaField
          label={t('pad.matter')}
          value={fields.matter}
          rows={3}
          maxLength={2000}
          error={errors.matter}
          onChange={(event) => put({ matter: event.target.value })}
        />
        <ChoiceField
          label={t('pad.urgency')}
          value={fields.urgency}
          options={(['normal', 'urgent'] as const).map((value) => ({ value, label: t(`urgency.${value}`) }))}
          onChange={(urgency) => put({ urgency })}
        />
        <ChoiceField
          label={t('pad.when')}
          value={when}
          options={offered(serverNow()).map((value) => ({ value, label: t(`when.${value}`) }))}
          onChange={setWhen}
        />
        {about && (
          <label className="pad-link">
            <input type="checkbox" checked={linked} onChange={(event) => setLinked(event.target.checked)} />
            {t('pad.link', { name: about.customer.name })}
          </label>
        )}
        {problem && (
          <p className="field-error" role="alert">
            {problem}
          </p>
        )}
      </form>
    </Dialog>
  );
}
