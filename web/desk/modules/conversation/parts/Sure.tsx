import type { ReactNode } from 'react';
import { useTexts } from '../../../../lib/i18n/i18n';
import { Button } from '../../../../ui/Button';
import { Dialog } from '../../../../ui/Dialog';

interface Props {
  title: string;
  children: ReactNode;
  go: string;
  /** What is better done instead. */
  stay?: string;
  onGo: () => void;
  onClose: () => void;
}

/** Asked once before something that the customer sees and that cannot be taken back. */
export default function Sure({ title, children, go, stay, onGo, onClose }: Props) {
  const frame = useTexts('frame').t;
  return (
    <Dialog
      title={title}
      closeLabel={frame('close')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onGo}>{go}</Button>
          <Button look="primary" data-first onClick={onClose}>
            {stay ?? frame('cancel')}
          </Button>
        </>
      }
    >
      <p>{children}</p>
    </Dialog>
  );
}
