import { useTexts } from '../../../../lib/i18n/i18n';
import { Button } from '../../../../ui/Button';
import { Dialog } from '../../../../ui/Dialog';
import { Problem } from '../../../../ui/Problem';

interface Props {
  busy: boolean;
  problem: unknown;
  onRemove: () => void;
  onClose: () => void;
}

/** Asks once, and says what goes and what stays. */
export function AskRemove({ busy, problem, onRemove, onClose }: Props) {
  const { t } = useTexts('sample');
  return (
    <Dialog
      title={t('askTitle')}
      closeLabel={t('keep')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('keep')}</Button>
          <Button look="danger" busy={busy} onClick={onRemove}>
            {t(busy ? 'removing' : 'remove')}
          </Button>
        </>
      }
    >
      <p>{t('askText')}</p>
      {problem !== null && <Problem error={problem} />}
    </Dialog>
  );
}
