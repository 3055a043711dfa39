import { useLayoutEffect, useRef } from 'preact/hooks';
import { pastedFiles } from '../../lib/paste';
import { sends } from '../keys';
import { useShell } from './hooks';
import { CLIP, Icon } from './Icon';

const TALLEST = 120;

export function Composer() {
  const shell = useShell();
  const { compose, session, deps } = shell;
  const { t } = deps;
  const area = useRef<HTMLTextAreaElement>(null);
  const { draft } = compose;
  const extras = deps.parts.get('extras');
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
    <div class="composer">
      <div role="alert" class={compose.notice ? 'notice' : ''}>
        {compose.notice}
      </div>
      {extras && compose.tray && <extras.Chips uploads={compose.tray} />}
      {compose.held.length > 0 && (
        <p class="hint">{`${compose.held.map((file) => file.name).join('、')} · ${t('loading')}`}</p>
      )}
      {compose.pending && <p class="hint">{t('upload_wait')}</p>}
      <div class="row">
        <Picker done={() => area.current?.focus()} />
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
            const files = pastedFiles(event.clipboardData);
            if (files.length === 0) return;
            event.preventDefault();
            compose.addFiles(files);
          }}
        />
        <button type="button" class="send" onClick={submit} disabled={!compose.canSend}>
          {t('send')}
        </button>
      </div>
    </div>
  );
}

/** Files chosen from the machine or, on a phone, from the camera. */
function Picker({ done }: { done: () => void }) {
  const { compose, deps } = useShell();
  const { t } = deps;
  const picker = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        class="tool"
        aria-label={t('attach')}
        title={t('attach')}
        onClick={() => picker.current?.click()}
      >
        <Icon path={CLIP} size={22} />
      </button>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        onChange={({ currentTarget }) => {
          compose.addFiles([...(currentTarget.files ?? [])]);
          // The same file may be picked again.
          currentTarget.value = '';
          done();
        }}
      />
    </>
  );
}
