import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTexts } from '../../../../lib/i18n/i18n';
import { Button } from '../../../../ui/Button';
import { Dialog } from '../../../../ui/Dialog';
import { TextField } from '../../../../ui/Field';
import { explain } from '../../../../ui/Problem';
import { customers } from '../api';

interface Props {
  customerId: string;
  phoneId: string;
  onClose: () => void;
  onDone: (number: string) => void;
}

/** Asks why before a full number is shown; the answer is kept in the audit. */
export function RevealDialog({ customerId, phoneId, onClose, onDone }: Props) {
  const { t } = useTexts('customer');
  const frame = useTexts('frame').t;
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const reveal = useMutation({
    mutationFn: () => customers.reveal(customerId, phoneId, reason.trim()),
    onSuccess: ({ number }) => onDone(number),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (reason.trim()) reveal.mutate();
  };
  const missing = tried && !reason.trim() ? t('reasonNeeded') : undefined;
  return (
    <Dialog title={t('revealTitle')} closeLabel={frame('close')} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <TextField
          label={t('reason')}
          hint={t('reasonHint')}
          autoFocus
          maxLength={200}
          value={reason}
          error={missing ?? (reveal.error ? explain(reveal.error, frame) : undefined)}
          onChange={(event) => setReason(event.target.value)}
        />
        <div className="side-acts">
          <Button onClick={onClose}>{frame('cancel')}</Button>
          <Button type="submit" look="primary" busy={reveal.isPending}>
            {t('revealGo')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
