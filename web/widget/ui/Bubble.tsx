import { links } from '../../lib/links/links';
import { clockLabel, sizeLabel } from '../days';
import type { OutboxItem } from '../outbox';
import type { Attachment, VisitorMessage } from '../protocol';
import { useShell } from './hooks';
import { Icon } from './Icon';

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
  const held = outbox.held;
  let state = t('sending');
  if (failed) state = t('failed');
  else if (held?.kind === 'slow') state = t('slow_down', { n: held.seconds });
  else if (held || shell.session.down) state = t('queued');
  return (
    <div class={`said own first${failed ? ' failed' : ' pending'}`}>
      <span class="hidden">{t('said_by_you')}</span>
      {item.text && <Text text={item.text} />}
      <Files files={item.attachments} seq={0} />
      <span class="meta">
        <span>{failed && item.reason ? `${t('failed')} · ${item.reason}` : state}</span>
        {(failed || held?.kind === 'server' || held?.kind === 'network') && (
          <button type="button" class="link" onClick={() => outbox.retry(item.key)}>
            {t('retry')}
          </button>
        )}
        {failed && (
          <button type="button" class="link" onClick={() => outbox.remove(item.key)}>
            {t('remove')}
          </button>
        )}
      </span>
    </div>
  );
}

function Text({ text }: { text: string }) {
  return (
    <div class="bubble">
      {links(text).map((part, i) =>
        part.href ? (
          <a key={i} href={part.href} target="_blank" rel="noopener noreferrer nofollow">
            {part.text}
          </a>
        ) : (
          part.text
        ),
      )}
    </div>
  );
}

function Files({ files, seq }: { files: readonly Attachment[]; seq: number }) {
  return (
    <>
      {files.map((file) =>
        file.image ? <Picture key={file.id} file={file} seq={seq} /> : <FileRow key={file.id} file={file} />,
      )}
    </>
  );
}

const WIDEST = 220;
const TALLEST = 240;

/** Room is kept before the picture arrives, so that nothing jumps. */
function frame(file: Attachment): { width: number; height: number } {
  const { width, height } = file.width && file.height ? file : { width: WIDEST, height: 150 };
  const scale = Math.min(1, WIDEST / width, TALLEST / height);
  return { width: Math.max(48, Math.round(width * scale)), height: Math.max(48, Math.round(height * scale)) };
}

function Picture({ file, seq }: { file: Attachment; seq: number }) {
  const shell = useShell();
  const { t, api } = shell.deps;
  const preview = shell.compose.previews.get(file.id);
  const url = preview ?? api.fileUrl(file.url);
  const name = file.name || t('image');
  return (
    <button
      type="button"
      class="picture"
      aria-label={t('view_image', { name })}
      onClick={() => shell.view({ url, name })}
    >
      <img
        src={url}
        alt={name}
        {...frame(file)}
        onError={() => {
          if (!preview && seq > 0) void shell.session.refreshFiles(seq);
        }}
      />
    </button>
  );
}

function FileRow({ file }: { file: Attachment }) {
  const { t, api } = useShell().deps;
  return (
    <a
      class="file"
      href={api.fileUrl(file.url)}
      target="_blank"
      rel="noopener noreferrer"
      download={file.name}
      title={t('download', { name: file.name })}
    >
      <Icon name="file" />
      <span>
        <b>{file.name}</b>
        <small>{sizeLabel(file.size)}</small>
      </span>
    </a>
  );
}
