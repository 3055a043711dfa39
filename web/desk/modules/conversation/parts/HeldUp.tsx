import { useState } from 'react';
import type { Me } from '../../../../lib/api/types';
import { copy } from '../../../../lib/copy';
import { useTexts } from '../../../../lib/i18n/i18n';
import type { Item } from '../../../../lib/outbox/outbox';
import { Button } from '../../../../ui/Button';
import { toast } from '../../../../ui/toast';
import { ensureOutbox } from '../state/desk';
import { write } from '../state/hand';
import { stand, ways } from '../state/stand';
import type { Thread } from '../state/thread';
import CutIn from './CutIn';

/** Why a message did not go out, and what can be done about it. */
export default function HeldUp({ item, thread, me }: { item: Item; thread: Thread; me: Me }) {
  const { t } = useTexts('conversation');
  const frame = useTexts('frame').t;
  const [asking, setAsking] = useState(false);
  const outbox = ensureOutbox(me.id);
  // A colleague has taken it meanwhile: what was written for one's own customer is asked about.
  const taken = item.kind === 'reply' && !item.interject && stand(thread.conversation, me).watching;
  const mayCutIn = taken && ways(thread.conversation, me).includes('reply');
  return (
    <>
      <span className="m-refused" role="alert">
        {t('message.failed', {
          reason: taken ? t('message.taken', { name: thread.conversation.owner_name }) : item.error,
        })}
      </span>
      {mayCutIn ? (
        <Button look="link" onClick={() => setAsking(true)}>
          {t('cutIn.go')}
        </Button>
      ) : (
        !taken && (
          <Button
            look="link"
            onClick={() => {
              outbox.retry(item.client_key);
              write();
            }}
          >
            {t('message.retry')}
          </Button>
        )
      )}
      <Button look="link" onClick={() => void copy(item.text).then((done) => done && toast(frame('copied')))}>
        {t('message.copy')}
      </Button>
      <Button
        look="link"
        onClick={() => {
          outbox.remove(item.client_key);
          write();
        }}
      >
        {t('message.delete')}
      </Button>
      {asking && mayCutIn && (
        <CutIn
          thread={thread}
          onGo={() => outbox.retry(item.client_key, { interject: true })}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
