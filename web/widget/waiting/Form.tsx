import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ApiError } from '../api';
import { sends } from '../keys';
import type { Note, NoteTaken } from '../protocol';
import { randomKey } from '../storage';
import type { FormValues } from './check';
import { type Field, LIMITS, missing } from './check';
import type { PartTranslate } from './texts';

/** What the form is given by the window around it. */
export interface FormHost {
  t: PartTranslate;
  closed: boolean;
  /** A message keeps the place in line. */
  callsBack: boolean;
  /** When we open, in words; empty where it is open or unknown. */
  opening: string;
  start: { name: string; contact: string; matter: string };
  kept(): FormValues | null;
  keep(values: FormValues | null): void;
  send(note: Note): Promise<NoteTaken>;
  back(): void;
}

const FIELDS: readonly Field[] = ['name', 'contact', 'matter'];

interface Faults {
  fields: Partial<Record<Field, string>>;
  general: string;
}

const NONE: Faults = { fields: {}, general: '' };

function begin(host: FormHost): FormValues {
  return host.kept() ?? { ...clip(host.start), urgent: false, key: '' };
}

function clip(start: FormHost['start']): FormHost['start'] {
  return { ...start, matter: start.matter.slice(0, LIMITS.matter) };
}

/** The server's refusal at the field it names, anything else above the button. */
function toFaults(error: Partial<ApiError>, calls: boolean, t: PartTranslate): Faults {
  const field = FIELDS.find((name) => name === error.field);
  if (field)
    return {
      fields: { [field]: error.message || t(calls && field === 'contact' ? 'need_phone' : `need_${field}`) },
      general: '',
    };
  if (error.status === 403 && error.message) return { fields: {}, general: error.message };
  if (error.status === 429) return { fields: {}, general: t('slow_down', { n: error.retryAfter ?? 5 }) };
  return { fields: {}, general: t('failed') };
}

/** The form for a message (留言), and the thanks for it. */
export function Form({ host }: { host: FormHost }) {
  const { t } = host;
  const [values, setValues] = useState(() => begin(host));
  const [faults, setFaults] = useState(NONE);
  const [sending, setSending] = useState(false);
  // The wait ends with the message; the words stay as they were.
  const [calls] = useState(host.callsBack && !host.closed);
  const [taken, setTaken] = useState<NoteTaken | null>(null);
  /** The contact that was asked about. */
  const sure = useRef('');
  const box = useRef<HTMLFormElement>(null);
  const focus = (selector: string) => box.current?.querySelector<HTMLElement>(selector)?.focus();
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it appears
  useLayoutEffect(
    () => focus(FIELDS.map((name) => `[name=${name}]`).find((one) => !fieldValue(box.current, one)) ?? 'button'),
    [],
  );
  const wrong = JSON.stringify(faults.fields);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is wrong is what makes it run
  useLayoutEffect(() => focus('[aria-invalid=true]'), [wrong]);

  // Other words are another message; the same ones keep their key over every try.
  const change = (patch: Partial<FormValues>) => {
    const next = { ...values, key: '', ...patch };
    setValues(next);
    host.keep(next);
    // Whoever mends a field has read what was wrong with it.
    const mended = FIELDS.filter((name) => name in patch);
    setFaults(({ fields, general }) => ({
      fields: Object.fromEntries(Object.entries(fields).filter(([name]) => !mended.includes(name as Field))),
      general: mended.length > 0 ? '' : general,
    }));
  };
  const submit = async () => {
    if (sending) return;
    const contact = values.contact.trim();
    const gaps = missing(values, calls, sure.current);
    const fields = Object.fromEntries(Object.entries(gaps).map(([name, key]) => [name, t(key)]));
    setFaults({ fields, general: '' });
    if (gaps.contact) sure.current = contact;
    if (Object.keys(gaps).length > 0) return;
    const key = values.key || randomKey();
    change({ key });
    setSending(true);
    try {
      const { name, matter, urgent } = values;
      const urgency = urgent ? 'urgent' : 'normal';
      setTaken(await host.send({ client_key: key, name, contact, matter, urgency, sure: contact === sure.current }));
      host.keep(null);
    } catch (error) {
      const refused = error as Partial<ApiError>;
      if (refused.field === 'contact') sure.current = contact;
      setFaults(toFaults(refused, calls, t));
    } finally {
      setSending(false);
    }
  };
  if (taken) return <Thanks host={host} calls={calls} taken={taken} contact={values.contact.trim()} t={t} />;
  let lead = t(calls ? 'lead_call' : 'lead');
  if (host.closed) lead = host.opening ? t('lead_opening', { when: host.opening }) : t('lead_closed');
  return (
    <form
      ref={box}
      class="form"
      aria-labelledby="note-title"
      // Frames may be denied to submit forms: this one never does.
      onKeyDown={(event) => {
        if (!(event.target as Element).matches('[name]:not(textarea)') || !sends(event)) return;
        event.preventDefault();
        void submit();
      }}
    >
      <h3 id="note-title">{t(calls ? 'call_instead' : 'title')}</h3>
      <p>{lead}</p>
      {FIELDS.map((name) => (
        <Line
          key={name}
          name={name}
          value={values[name]}
          fault={faults.fields[name]}
          calls={calls}
          t={t}
          change={change}
        />
      ))}
      <label class="check">
        <input
          type="checkbox"
          checked={values.urgent}
          onChange={({ currentTarget }) => change({ urgent: currentTarget.checked })}
        />
        {t('urgent')}
      </label>
      <div role="alert" class={faults.general ? 'wrong' : ''}>
        {faults.general}
      </div>
      <div class="acts">
        <button type="button" class="plain" onClick={host.back}>
          {t('back')}
        </button>
        <button type="button" class="send" aria-disabled={sending} onClick={() => void submit()}>
          {t(sending ? 'sending' : faults.general ? 'retry' : calls ? 'send_call' : 'send')}
        </button>
      </div>
    </form>
  );
}

function fieldValue(form: HTMLElement | null, selector: string): string {
  return form?.querySelector<HTMLInputElement>(selector)?.value ?? '';
}

interface LineProps {
  name: Field;
  value: string;
  fault: string | undefined;
  calls: boolean;
  t: PartTranslate;
  change(patch: Partial<FormValues>): void;
}

function Line({ name, value, fault, calls, t, change }: LineProps) {
  const id = `note-${name}`;
  const phone = calls && name === 'contact';
  const shared = {
    id,
    name,
    value,
    maxLength: LIMITS[name],
    'aria-required': true,
    'aria-invalid': fault ? true : undefined,
    'aria-describedby': fault ? `${id}-fault` : undefined,
    onInput: ({ currentTarget }: { currentTarget: HTMLInputElement | HTMLTextAreaElement }) =>
      change({ [name]: currentTarget.value }),
  };
  return (
    <div class="field">
      <label for={id}>{t(phone ? 'phone' : name)}</label>
      {name === 'matter' ? (
        <textarea rows={4} {...shared} />
      ) : phone ? (
        <input type="tel" inputMode="tel" autocomplete="tel" {...shared} />
      ) : (
        <input type="text" autocomplete={name === 'name' ? 'name' : 'on'} {...shared} />
      )}
      {fault && (
        <span class="wrong" id={`${id}-fault`}>
          {fault}
        </span>
      )}
    </div>
  );
}

/** Longer than this is not soon. */
const SOON_MINUTES = 120;

interface ThanksProps {
  host: FormHost;
  calls: boolean;
  taken: NoteTaken;
  contact: string;
  t: PartTranslate;
}

function Thanks({ host, calls, taken, contact, t }: ThanksProps) {
  const done = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => done.current?.focus(), []);
  const n = Math.max(1, Math.round((Date.parse(taken.tell_by) - Date.parse(taken.at)) / 60_000));
  let soon = calls ? t('soon_call', { contact }) : t('soon', { n, contact });
  // Left shortly before closing, it is for tomorrow.
  if (host.closed || n > SOON_MINUTES)
    soon = host.opening ? t('soon_opening', { when: host.opening, contact }) : t('soon_closed', { contact });
  return (
    <div class="form thanks">
      <div role="status">
        <h3>{t('thanks')}</h3>
        <p>{soon}</p>
      </div>
      <button ref={done} type="button" class="send" onClick={host.back}>
        {t('done')}
      </button>
    </div>
  );
}
