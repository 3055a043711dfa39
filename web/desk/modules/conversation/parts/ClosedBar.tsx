import { Link } from '@tanstack/react-router';
import type { Me } from '../../../../lib/api/types';
import { useTexts } from '../../../../lib/i18n/i18n';
import { serverNow } from '../../../../lib/time/time';
import { Button } from '../../../../ui/Button';
import { useActs } from '../state/acts';
import { mayReopen } from '../state/stand';
import type { Thread } from '../state/thread';

/** Stands where one would write: what can still be done with a conversation that has ended. */
export default function ClosedBar({ thread, me }: { thread: Thread; me: Me }) {
  const { t } = useTexts('conversation');
  const { act, busy, problem } = useActs(thread.conversation, me);
  const { conversation } = thread;
  const again = mayReopen(conversation, serverNow());
  return (
    <div className="composer composer-closed">
      <span>{problem || t(again ? 'composer.closed' : 'composer.over')}</span>
      {again ? (
        <Button busy={busy} onClick={() => act('reopen')}>
          {t('act.reopen')}
        </Button>
      ) : (
        <Link className="btn" to="/customers/$id" params={{ id: conversation.customer.id }}>
          {t('act.reach')}
        </Link>
      )}
    </div>
  );
}
