import { useTexts } from '../../../../lib/i18n/i18n';
import type { Thread } from '../state/thread';
import Sure from './Sure';

interface Props {
  thread: Thread;
  onGo: () => void;
  onClose: () => void;
}

/** Asked before one speaks to a colleague's customer (插话). */
export default function CutIn({ thread, onGo, onClose }: Props) {
  const { t } = useTexts('conversation');
  const { customer, owner_name } = thread.conversation;
  return (
    <Sure title={t('cutIn.title')} go={t('cutIn.go')} stay={t('cutIn.stay')} onGo={onGo} onClose={onClose}>
      {t('cutIn.text', { customer: customer.name, owner: owner_name })}
    </Sure>
  );
}
