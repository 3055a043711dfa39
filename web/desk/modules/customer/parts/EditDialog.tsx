import { type FormEvent, useRef, useState } from 'react';
import { queries } from '../../../../lib/api/queries';
import type { Customer, Email, Phone } from '../../../../lib/api/types';
import { loadTexts, useTexts } from '../../../../lib/i18n/i18n';
import { late } from '../../../../lib/module/late';
import { Clashed, useRecord } from '../../../../ui/admin/useRecord';
import { Button } from '../../../../ui/Button';
import { Dialog } from '../../../../ui/Dialog';
import { ChoiceField, TextField } from '../../../../ui/Field';
import { explain, fieldError } from '../../../../ui/Problem';
import { customerQuery } from '../api';
import { RegardFields } from './RegardFields';

const Clash = late(async () => {
  const [{ Clash: One }] = await Promise.all([import('../../../../ui/admin/Clash'), loadTexts('more')]);
  return { default: One };
});

/** A masked number goes back untouched: the server knows it by its id. */
function PhoneRows({ phones, onChange }: { phones: Phone[]; onChange: (phones: Phone[]) => void }) {
  const { t } = useTexts('customer');
  const put = (index: number, patch: Partial<Phone>) =>
    onChange(phones.map((phone, at) => (at === index ? { ...phone, ...patch } : phone)));
  return (
    <fieldset className="field">
      <legend>{t('phones')}</legend>
      {phones.map((phone, index) => (
        <div className="edit-row" key={phone.id ?? index}>
          <input
            className="input"
            aria-label={t('label')}
            value={phone.label}
            placeholder={t('label')}
            onChange={(event) => put(index, { label: event.target.value })}
          />
          <input
            className="input"
            aria-label={t('phone')}
            inputMode="tel"
            value={phone.number}
            readOnly={phone.number.includes('*')}
            onChange={(event) => put(index, { number: event.target.value })}
          />
          <Button look="link" onClick={() => onChange(phones.filter((_, at) => at !== index))}>
            {t('remove')}
          </Button>
        </div>
      ))}
      <Button look="link" onClick={() => onChange([...phones, { number: '', label: '' }])}>
        {t('addPhone')}
      </Button>
    </fieldset>
  );
}

function EmailRows({ emails, onChange }: { emails: Email[]; onChange: (emails: Email[]) => void }) {
  const { t } = useTexts('customer');
  const put = (index: number, patch: Partial<Email>) =>
    onChange(emails.map((email, at) => (at === index ? { ...email, ...patch } : email)));
  return (
    <fieldset className="field">
      <legend>{t('emails')}</legend>
      {emails.map((email, index) => (
        <div className="edit-row" key={email.id ?? index}>
          <input
            className="input"
            aria-label={t('label')}
            value={email.label}
            placeholder={t('label')}
            onChange={(event) => put(index, { label: event.target.value })}
          />
          <input
            className="input"
            aria-label={t('email')}
            inputMode="email"
            value={email.address}
            onChange={(event) => put(index, { address: event.target.value })}
          />
          <Button look="link" onClick={() => onChange(emails.filter((_, at) => at !== index))}>
            {t('remove')}
          </Button>
        </div>
      ))}
      <Button look="link" onClick={() => onChange([...emails, { address: '', label: '' }])}>
        {t('addEmail')}
      </Button>
    </fieldset>
  );
}

type Values = Pick<Customer, 'name' | 'kind' | 'phones' | 'emails' | 'regard'>;

const valuesOf = ({ name, kind, phones, emails, regard }: Customer): Values => ({ name, kind, phones, emails, regard });

function useWords() {
  const { t } = useTexts('customer');
  const label = (path: string) =>
    t({ kind: 'kindLabel', 'regard.steward_id': 'regard.steward' }[path] ?? path, { defaultValue: path });
  const say = (path: string, value: unknown) => {
    if (path === 'kind') return t(`kind.${value}`);
    if (path === 'phones') return (value as Phone[]).map((one) => `${one.label} ${one.number}`.trim()).join('、');
    if (path === 'emails') return (value as Email[]).map((one) => `${one.label} ${one.address}`.trim()).join('、');
    return String(value ?? '');
  };
  return { label, say };
}

export function EditDialog({ customer, onClose }: { customer: Customer; onClose: () => void }) {
  const { t } = useTexts('customer');
  const frame = useTexts('frame').t;
  const [opened] = useState(customer);
  const record = useRecord<Customer>('/customers', opened);
  const [values, setValues] = useState(() => valuesOf(opened));
  const { name, kind, phones, emails, regard } = values;
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const words = useWords();
  // Several fields are put, and saved, before the dialog is drawn again.
  const latest = useRef(values);
  const change = (patch: Partial<Values>) => {
    latest.current = { ...latest.current, ...patch };
    setValues(latest.current);
  };
  const put = (path: string, value: unknown) => {
    const [field = '', part] = path.split('.');
    change(part ? { regard: { ...latest.current.regard, [part]: value } } : { [field]: value });
  };
  const general = error && !fieldError(error, 'name') ? explain(error, frame) : '';
  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    const now = latest.current;
    setBusy(true);
    setError(null);
    try {
      const next = await record.save({
        ...now,
        name: now.name.trim(),
        phones: now.phones.filter((phone) => phone.number.trim()),
        emails: now.emails.filter((email) => email.address.trim()),
      });
      // The answer to a change does not repeat the conversations.
      queries.setQueryData(customerQuery(opened.id).queryKey, (old) => ({ ...old, ...next }));
      void queries.invalidateQueries({ queryKey: ['customers'] });
      onClose();
    } catch (cause) {
      if (!(cause instanceof Clashed)) setError(cause);
      setBusy(false);
    }
  };
  const { versions } = record;
  return (
    <Dialog title={t('editTitle')} closeLabel={frame('close')} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        {versions && (
          <Clash
            key={versions.theirs.version}
            base={valuesOf(versions.before)}
            theirs={valuesOf(versions.theirs)}
            mine={() => latest.current}
            put={put}
            {...words}
            onMine={() => void submit()}
            onTheirs={record.settle}
          />
        )}
        <TextField
          label={t('name')}
          value={name}
          autoFocus
          error={fieldError(error, 'name')}
          onChange={(event) => change({ name: event.target.value })}
        />
        <ChoiceField
          label={t('kindLabel')}
          value={kind}
          options={[
            { value: 'person', label: t('kind.person') },
            { value: 'organisation', label: t('kind.organisation') },
          ]}
          onChange={(next) => change({ kind: next })}
        />
        <RegardFields regard={regard} onChange={(next) => change({ regard: next })} />
        <PhoneRows phones={phones} onChange={(next) => change({ phones: next })} />
        <EmailRows emails={emails} onChange={(next) => change({ emails: next })} />
        {general && (
          <p className="field-error" role="alert">
            {general}
          </p>
        )}
        <div className="side-acts">
          <Button onClick={onClose}>{frame('cancel')}</Button>
          <Button type="submit" look="primary" busy={busy} disabled={!name.trim()}>
            {frame('save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
