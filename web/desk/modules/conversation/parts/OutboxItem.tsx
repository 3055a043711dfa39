import type { Me } from '../../../../lib/api/types';
import { useTexts } from '../../../../lib/i18n/i18n';
import { useLiveStatus } from '../../../../lib/live/live';
import { late } from '../../../../lib/module/late';
import type { Item } from '../../../../lib/outbox/outbox';
import type { Thread } from '../state/thread';
import { Attachments } from './Attachments';
import { RichText } from './RichText';

const HeldUp = late(() => import('./HeldUp'));

/** A message on its way, or held up, with what can be done about it. */
export function OutboxItem({ item, thread, me }: { item: Item; thread: Thread; me: Me }) {
  const { t } = useTexts('conversation');
  const online = useLiveStatus().failures === 0;
  const failed = item.state === 'failed';
  return (
    <article className={`m ${item.kind === 'note' ? 'note' : 'me'} pending`} data-state={item.state}>
      {item.text && (
        <div className="bubble">
          <RichText text={item.text} mentions={item.mentions} meId={me.id} />
        </div>
      )}
      <Attachments files={item.attachments} />
      <footer className="m-foot">
        {failed ? (
          <HeldUp item={item} thread={thread} me={me} />
        ) : (
          <span>{online ? t('message.sending') : t('message.waiting')}</span>
        )}
      </footer>
    </article>
  );
}
