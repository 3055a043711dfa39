import { copy } from '../../../../lib/copy';
import { useTexts } from '../../../../lib/i18n/i18n';
import { useLiveStatus } from '../../../../lib/live/live';
import type { Item } from '../../../../lib/outbox/outbox';
import { Button } from '../../../../ui/Button';
import { toast } from '../../../../ui/toast';
import { ensureOutbox } from '../state/desk';
import { Attachments } from './Attachments';
import { RichText } from './RichText';

/** A message on its way, or held up, with what can be done about it. */
export function OutboxItem({ item, meId }: { item: Item; meId: string }) {
  const { t } = useTexts('conversation');
  const frame = useTexts('frame').t;
  const online = useLiveStatus().failures === 0;
  const outbox = ensureOutbox(meId);
  const failed = item.state === 'failed';
  return (
    <article className={`m ${item.kind === 'note' ? 'note' : 'me'} pending`} data-state={item.state}>
      {item.text && (
        <div className="bubble">
          <RichText text={item.text} mentions={item.mentions} meId={meId} />
        </div>
      )}
      <Attachments files={item.attachments} />
      <footer className="m-foot">
        {failed ? (
          <>
            <span className="m-refused" role="alert">
              {t('message.failed', { reason: item.error })}
            </span>
            <Button look="link" onClick={() => outbox.retry(item.client_key)}>
              {t('message.retry')}
            </Button>
            <Button look="link" onClick={() => void copy(item.text).then((done) => done && toast(frame('copied')))}>
              {t('message.copy')}
            </Button>
            <Button look="link" onClick={() => outbox.remove(item.client_key)}>
              {t('message.delete')}
            </Button>
          </>
        ) : (
          <span>{online ? t('message.sending') : t('message.waiting')}</span>
        )}
      </footer>
    </article>
  );
}
