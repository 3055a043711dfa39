import { useLayoutEffect, useRef } from 'preact/hooks';
import { useMedia, useShell } from './hooks';
import { CHAT, Icon } from './Icon';
import { Panel } from './Panel';

export function App() {
  const shell = useShell();
  const phone = useMedia('(max-width: 520px)');
  const { language, position } = shell.deps;
  const extras = shell.want('extras', shell.image !== null);
  return (
    <div class={`root ${position}`} lang={language}>
      {shell.open ? <Panel phone={phone} /> : <Launcher />}
      {shell.image && extras && <extras.Lightbox shell={shell} image={shell.image} />}
      <div class="hidden" role="status" aria-live="polite">
        {shell.announcement}
      </div>
    </div>
  );
}

function Launcher() {
  const shell = useShell();
  const { t } = shell.deps;
  const { unread } = shell.session;
  const button = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    if (shell.moveFocus) button.current?.focus();
    shell.moveFocus = false;
  }, [shell]);
  return (
    <button
      ref={button}
      type="button"
      class="launcher"
      aria-haspopup="dialog"
      aria-expanded="false"
      aria-label={unread > 0 ? t('launcher_unread', { n: unread }) : t('launcher')}
      onClick={() => shell.show()}
    >
      <Icon path={CHAT} size={22} />
      <span>{t('launcher')}</span>
      {unread > 0 && <b class="badge">{unread > 99 ? '99+' : unread}</b>}
    </button>
  );
}
