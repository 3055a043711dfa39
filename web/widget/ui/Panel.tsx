import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { composing } from '../keys';
import { unmanned } from '../queue';
import { Composer } from './Composer';
import { useShell } from './hooks';
import { DOWN, Icon, MUTED, SOUND } from './Icon';
import { Log } from './Log';
import { Waiting } from './Waiting';

export function Panel({ phone }: { phone: boolean }) {
  const shell = useShell();
  const { t } = shell.deps;
  const panel = useRef<HTMLDivElement>(null);
  const [dropping, setDropping] = useState(false);
  const part = shell.want('phone', phone);
  useLayoutEffect(() => {
    if (!shell.moveFocus || shell.noting) return;
    shell.moveFocus = false;
    // On a phone the keyboard would cover what there is to read first.
    const target = phone ? panel.current : panel.current?.querySelector('textarea');
    target?.focus();
  }, [shell, phone, shell.noting, shell.leaving]);

  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !composing(event)) {
      event.stopPropagation();
      // It is no close request to the browser as well.
      event.preventDefault();
      shell.back();
    }
  };
  const files = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
  return (
    <div
      ref={panel}
      class="panel"
      role="dialog"
      tabIndex={-1}
      aria-modal={phone ? 'true' : undefined}
      aria-labelledby="title"
      onKeyDown={keys}
      onDragOver={(event) => {
        if (!files(event)) return;
        event.preventDefault();
        setDropping(true);
      }}
      onDragLeave={(event) => {
        if (!panel.current?.contains(event.relatedTarget as Node | null)) setDropping(false);
      }}
      onDrop={(event) => {
        setDropping(false);
        if (!files(event)) return;
        event.preventDefault();
        shell.compose.addFiles([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      <Header />
      <Strip />
      <Waiting />
      {!shell.noting && <Log />}
      {!shell.noting && <Composer />}
      {phone && part && <part.Phone shell={shell} panel={panel} />}
      {dropping && <div class="drop">{t('drop')}</div>}
    </div>
  );
}

function Header() {
  const shell = useShell();
  const { t, config, bell } = shell.deps;
  const { conversation } = shell.session;
  const title = config.title || config.name;
  const served = conversation?.state === 'open' && conversation.owner_name;
  // The house's own line may well say that somebody is online.
  const away = unmanned(conversation, shell.queue.prospect);
  return (
    <div class="header">
      <span class="avatar" aria-hidden="true">
        {[...title][0]}
      </span>
      <div class="names">
        <h2 id="title">{title}</h2>
        <p>{served ? t('serving', { name: served }) : !away && config.subtitle}</p>
      </div>
      <button
        type="button"
        aria-label={bell.muted ? t('unmute') : t('mute')}
        title={bell.muted ? t('unmute') : t('mute')}
        onClick={() => shell.toggleSound()}
      >
        <Icon path={bell.muted ? MUTED : SOUND} />
      </button>
      <button type="button" aria-label={t('close')} title={t('close')} onClick={() => shell.hide()}>
        <Icon path={DOWN} size={22} />
      </button>
    </div>
  );
}

/** One thin line for what is wrong with the connection. */
function Strip() {
  const { session, deps } = useShell();
  const { t, parts } = deps;
  let text = '';
  if (session.blocked) text = t('blocked');
  else if (session.down) text = t('offline');
  else if (parts.stuck) text = t('part_lost');
  return (
    <div role="status" class={text ? 'strip' : ''}>
      {text}
      {parts.stuck && (
        <button type="button" class="link" onClick={() => parts.wake()}>
          {t('retry')}
        </button>
      )}
    </div>
  );
}
