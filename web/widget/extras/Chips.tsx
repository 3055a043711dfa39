import { sizeLabel } from '../days';
import { CLOSE, FILE, Icon } from '../ui/Icon';
import type { Upload, Uploads } from './uploads';

/** The files of the message that is being written. */
export function Chips({ uploads }: { uploads: Uploads }) {
  const { list, deps } = uploads;
  if (list.length === 0) return null;
  return (
    <ul class="chips" aria-label={deps.t('files')}>
      {list.map((upload) => (
        <Chip key={upload.key} uploads={uploads} upload={upload} />
      ))}
    </ul>
  );
}

function Chip({ uploads, upload }: { uploads: Uploads; upload: Upload }) {
  const { t, retry } = uploads.deps;
  const { key, file, state, preview, progress } = upload;
  const { name } = file;
  const percent = Math.round(progress * 100);
  const running = state === 'waiting' || state === 'sending';
  return (
    <li class={state}>
      {preview ? <img src={preview} alt="" /> : <Icon path={FILE} />}
      <span class="what">
        <b>{name}</b>
        {upload.hopeless ? (
          <small class="why">{upload.reason}</small>
        ) : state === 'failed' ? (
          <button type="button" class="link" title={upload.reason} onClick={() => uploads.retry(key)}>
            {retry}
            <span class="hidden">{t('upload_failed', { name })}</span>
          </button>
        ) : (
          <small>{running ? `${percent}%` : sizeLabel(file.size)}</small>
        )}
      </span>
      {running && <progress value={percent} max={100} aria-label={t('uploading', { name, n: percent })} />}
      <button
        type="button"
        class="drop-file"
        aria-label={t(running ? 'upload_cancel' : 'upload_remove', { name })}
        onClick={() => uploads.remove(key)}
      >
        <Icon path={CLOSE} size={14} />
      </button>
    </li>
  );
}
