import { type FormEvent, useState } from 'react';
import { ApiError } from '../../../../lib/api/client';
import type { Customer, Email, Phone } from '../../../../lib/api/types';
import { useTexts } from '../../../../lib/i18n/i18n';
import { Button } from '../../../../ui/Button';
import { Dialog } from '../../../../ui/Dialog';
import { ChoiceField, TextField } from '../../../../ui/Field';
import { explain, fieldError } from '../../../../ui/Problem';
import { RegardFields } from './RegardFields';
import { useSave } from './useSave';

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

export function EditDialog({ customer, onClose }: { customer: Customer; onClose: () => void }) {
  const { t } = useTexts('customer');
  const frame = useTexts('frame').t;
  const [name, setName] = useState(customer.name);
  const [kind, setKind] = useState(customer.kind);
  const [phones, setPhones] = useState(customer.phones);
  const [emails, setEmails] = useState(customer.emails);
  const [regard, setRegard] = useState(customer.regard);
  const save = useSave(customer, onClose);
  const conflict = save.error instanceof ApiError && save.error.code === 'version.conflict';
  const general = save.error && !fieldError(save.error, 'name') ? explain(save.error, frame) : '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({
      name: name.trim(),
      kind,
      phones: phones.filter((phone) => phone.number.trim()),
      emails: emails.filter((email) => email.address.trim()),
      regard,
    });
  };
  return (
    <Dialog title={t('editTitle')} closeLabel={frame('close')} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <TextField
          label={t('name')}
          value={name}
          autoFocus
          error={fieldError(save.error, 'name')}
          onChange={(event) => setName(event.target.value)}
        />
        <ChoiceField
          label={t('kindLabel')}
          value={kind}
          options={[
            { value: 'person', label: t('kind.person') },
            { value: 'organisation', label: t('kind.organisation') },
          ]}
          onChange={setKind}
        />
        <RegardFields regard={regard} onChange={setRegard} />
        <PhoneRows phones={phones} onChange={setPhones} />
        <EmailRows emails={emails} onChange={setEmails} />
        {general && (
          <p className="field-error" role="alert">
            {conflict ? t('conflict') : general}
          </p>
        )}
        <div className="side-acts">
          <Button onClick={onClose}>{frame('cancel')}</Button>
          <Button type="submit" look="primary" busy={save.isPending} disabled={!name.trim()}>
            {frame('save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
