import { type FormEvent, useState } from 'react';
import { ApiError, api } from '../../../../lib/api/client';
import type { Conversation } from '../../../../lib/api/types';
import { useKey } from '../../../../lib/api/useKey';
import { useTexts } from '../../../../lib/i18n/i18n';
import { useMe } from '../../../../lib/session/me';
import { Button } from '../../../../ui/Button';
import { Dialog } from '../../../../ui/Dialog';
import { AreaField, ChoiceField } from '../../../../ui/Field';
import { explain } from '../../../../ui/Problem';
import { toast } from '../../../../ui/toast';
import { endOf, SPANS, type Span } from './blocks';

const KINDS = ['visitor', 'address', 'customer'] as const;
type Kind = (typeof KINDS)[number];

interface Props {
  conversation: Conversation;
  onClose: () => void;
}

/** Keeps somebody who harasses us out for a while, with a reason. */
export default function BlockDialog({ conversation, onClose }: Props) {
  const { t } = useTexts('channel');
  const frame = useTexts('frame').t;
  const kinds = useMe()?.permissions['channel.block'] === 'all' ? KINDS : KINDS.filter((one) => one !== 'address');
  const [kind, setKind] = useState<Kind>('visitor');
  const [span, setSpan] = useState<Span>('7');
  const [reason, setReason] = useState('');
  const [wrong, setWrong] = useState('');
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const key = useKey(conversation.id);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setWrong('');
    setProblem('');
    setBusy(true);
    try {
      await api.post(`/conversations/${conversation.id}/block`, {
        client_key: key,
        kind,
        reason,
        ends_at: endOf(span),
      });
      toast(t('block.done', { name: conversation.customer.name }));
      onClose();
    } catch (cause) {
      if (cause instanceof ApiError && cause.field === 'reason') setWrong(cause.message);
      else setProblem(explain(cause, frame));
      setBusy(false);
    }
  };
  return (
    <Dialog title={t('block.ask', { name: conversation.customer.name })} closeLabel={frame('close')} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <p>{t('block.effect')}</p>
        <ChoiceField
          label={t('block.whom')}
          hint={t(`block.${kind}Hint`)}
          value={kind}
          options={kinds.map((value) => ({ value, label: t(`block.${value}`) }))}
          onChange={setKind}
        />
        <ChoiceField
          label={t('block.long')}
          value={span}
          options={SPANS.map((value) => ({ value, label: t(`block.days${value}`) }))}
          onChange={setSpan}
        />
        <AreaField
          label={t('block.reason')}
          hint={t('block.reasonHint')}
          error={wrong}
          value={reason}
          maxLength={200}
          rows={2}
          required
          onChange={(event) => setReason(event.target.value)}
        />
        {problem && (
          <p role="alert" className="field-error">
            {problem}
          </p>
        )}
        <div className="dialog-foot">
          <Button type="button" onClick={onClose}>
            {frame('cancel')}
          </Button>
          <Button look="primary" type="submit" busy={busy}>
            {t('block.go')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
