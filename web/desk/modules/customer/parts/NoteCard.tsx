import { useState } from 'react';
import type { Customer } from '../../../../lib/api/types';
import { useTexts } from '../../../../lib/i18n/i18n';
import { Button } from '../../../../ui/Button';
import { explain } from '../../../../ui/Problem';
import { useSave } from './useSave';

/** What the next colleague should know about this person. */
export function NoteCard({ customer, editable }: { customer: Customer; editable: boolean }) {
  const { t } = useTexts('customer');
  const frame = useTexts('frame').t;
  const [text, setText] = useState<string | null>(null);
  const save = useSave(customer, () => setText(null));
  return (
    <section className="side-card">
      <h3>
        {t('note')}
        {editable && text === null && (
          <Button look="link" onClick={() => setText(customer.note)}>
            {customer.note ? t('edit') : t('noteAdd')}
          </Button>
        )}
      </h3>
      {text === null ? (
        <p className={customer.note ? 'side-note' : 'side-none'}>{customer.note || t('noteNone')}</p>
      ) : (
        <>
          <textarea
            className="input"
            rows={4}
            maxLength={2000}
            aria-label={t('note')}
            autoFocus
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          {save.error && <p className="field-error">{explain(save.error, frame)}</p>}
          <div className="side-acts">
            <Button onClick={() => setText(null)}>{frame('cancel')}</Button>
            <Button look="primary" busy={save.isPending} onClick={() => save.mutate({ note: text })}>
              {frame('save')}
            </Button>
          </div>
        </>
      )}
    </section>
  );
}
