import { clockLabel } from '../days';
import type { OutboxItem } from '../outbox';
import type { Attachment, VisitorMessage } from '../protocol';
import { useShell } from './hooks';

interface BubbleProps {
  message: VisitorMessage;
  first: boolean;
  last: boolean;
  recallable: boolean;
}

export function Bubble({ message, first, last, recallable }: BubbleProps) {
  const shell = useShell();
  const { t } = shell.deps;
  const own = message.from === 'visitor';
  const read = message.seq <= shell.session.staffReadSeq;
  const name = own ? t('said_by_you') : message.author_name || t('staff');
  return (
    <div class={`said ${own ? 'own' : 'staff'}${first ? ' first' : ''}`}>
      {first && <span class={own ? 'hidden' : 'author'}>{name}</span>}
      {message.text && <Text text={message.text} />}
      <Files files={message.attachments} seq={message.seq} />
      {(last || recallable) && (
        <span class="meta">
          <time dateTime={message.created_at}>{clockLabel(message.created_at)}</time>
          {own && <span>{read ? t('read') : t('delivered')}</span>}
          {recallable && (
            <button type="button" class="link" onClick={() => void shell.recall(message)}>
              {t('recall')}
            </button>
          )}
        </span>
      )}
    </div>
  );
}

/** A message the server does not have yet. */
export function Pending({ item }: { item: OutboxItem }) {
  const shell = useShell();
  const { t } = shell.deps;
  const { outbox } = shell.session;
  const failed = item.state === 'failed';
  const heard = item.state === 'heard';
  const held = outbox.held;
  let state = t('sending');
  if (failed) state = item.reason ? `${t('failed')} · ${item.reason}` : t('failed');
  else if (heard) state = item.reason ?? '';
  else if (held?.kind === 'slow') state = t('slow_down', { n: held.seconds });
  else if (held || shell.session.down) state = t('queued');
  return (
    <div class={`said own first${failed ? ' failed' : heard ? '' : ' pending'}`}>
      <span class="hidden">{t('said_by_you')}</span>
      {item.text && <Text text={item.text} />}
      <Files files={item.attachments} seq={0} />
      <span class="meta">
        <span>{state}</span>
        {(failed || (!heard && (held?.kind === 'server' || held?.kind === 'network'))) && (
          <button type="button" class="link" onClick={() => outbox.retry(item.key)}>
            {t('retry')}
          </button>
        )}
        {(failed || heard) && (
          <button type="button" class="link" onClick={() => outbox.remove(item.key)}>
            {t('remove')}
          </button>
        )}
      </span>
    </div>
  );
}

function Text({ text }: { text: string }) {
  // A text without an address needs nobody to look for one.
  const extras = useShell().want('extras', /https?:\/\//i.test(text));
  return (
    <div class="bubble">
      {extras
        ? extras.links(text).map((part, i) =>
            part.href ? (
              <a key={i} href={part.href} target="_blank" rel="noopener noreferrer nofollow">
                {part.text}
              </a>
            ) : (
              part.text
            ),
          )
        : text}
    </div>
  );
}

function Files({ files, seq }: { files: readonly Attachment[]; seq: number }) {
  const shell = useShell();
  const extras = shell.want('extras', files.length > 0);
  if (extras) return <extras.Files shell={shell} files={files} seq={seq} />;
  return (
    <>
      {files.map((file) => (
        <div key={file.id} class="bubble">
          {file.name}
        </div>
      ))}
    </>
  );
}
