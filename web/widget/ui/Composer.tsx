import { useLayoutEffect, useRef } from 'preact/hooks';
import { sizeLabel } from '../days';
import { sends } from '../keys';
import type { Upload } from '../uploads';
import { useShell } from './hooks';
import { Icon } from './Icon';

const TALLEST = 120;

export function Composer() {
  const shell = useShell();
  const { compose, session, deps } = shell;
  const { t, config } = deps;
  const area = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const { draft } = compose;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    const element = area.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(TALLEST, element.scrollHeight + 2)}px`;
  }, [draft]);
  const submit = () => {
    compose.submit();
    area.current?.focus();
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div role="alert" class={compose.notice ? 'notice' : ''}>
        {compose.notice}
      </div>
      <Chips />
      {compose.pending && <p class="hint">{t('upload_wait')}</p>}
      <div class="row">
        <button
          type="button"
          class="tool"
          aria-label={t('attach')}
          title={t('attach')}
          onClick={() => picker.current?.click()}
        >
          <Icon name="clip" size={22} />
        </button>
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          accept={accepted(config.file_types)}
          onChange={({ currentTarget }) => {
            compose.addFiles(Array.from(currentTarget.files ?? []));
            // The same file may be picked again.
            currentTarget.value = '';
            area.current?.focus();
          }}
        />
        <textarea
          ref={area}
          rows={1}
          value={draft}
          aria-label={t('input')}
          placeholder={session.loaded || !session.down ? t('placeholder') : t('connecting')}
          enterkeyhint="send"
          onInput={({ currentTarget }) => compose.write(currentTarget.value)}
          onKeyDown={(event) => {
            if (!sends(event)) return;
            event.preventDefault();
            submit();
          }}
          onPaste={(event) => {
            const files = Array.from(event.clipboardData?.files ?? []);
            if (files.length === 0) return;
            event.preventDefault();
            compose.addFiles(files);
          }}
        />
        <button type="submit" class="send" disabled={!compose.canSend}>
          {t('send')}
        </button>
      </div>
    </form>
  );
}

/** File inputs know media types and dotted endings only. */
function accepted(types: readonly string[]): string | undefined {
  const entries = types.map((type) => (type.includes('/') || type.startsWith('.') ? type : `.${type}`));
  return entries.length > 0 ? entries.join(',') : undefined;
}

function Chips() {
  const { compose, deps } = useShell();
  const { list } = compose.uploads;
  if (list.length === 0) return null;
  return (
    <ul class="chips" aria-label={deps.t('files')}>
      {list.map((upload) => (
        <Chip key={upload.key} upload={upload} />
      ))}
    </ul>
  );
}

function Chip({ upload }: { upload: Upload }) {
  const { compose, deps } = useShell();
  const { t } = deps;
  const { key, file, state, preview, progress } = upload;
  const { name } = file;
  const percent = Math.round(progress * 100);
  const running = state === 'waiting' || state === 'sending';
  return (
    <li class={state}>
      {preview ? <img src={preview} alt="" /> : <Icon name="file" />}
      <span class="what">
        <b>{name}</b>
        {state === 'failed' ? (
          <button type="button" class="link" title={upload.reason} onClick={() => compose.uploads.retry(key)}>
            {t('retry')}
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
        onClick={() => compose.uploads.remove(key)}
      >
        <Icon name="close" size={14} />
      </button>
    </li>
  );
}
