import type { ChannelSettings } from '../../../../lib/api/admin-types';
import { useTexts } from '../../../../lib/i18n/i18n';
import { Icon } from '../../../../ui/Icon';

/** The chat as a visitor would see it, following the form as it is typed. */
export function Mock({ settings, away }: { settings: ChannelSettings; away: boolean }) {
  const { t } = useTexts('channel');
  const side = settings.position === 'left' ? 'left' : 'right';
  return (
    <figure className="mock" aria-label={t('preview')}>
      <div className={`mock-window ${side}`} aria-hidden="true">
        <header style={{ background: settings.colour }}>
          <b>{settings.title || '…'}</b>
          <small>{settings.subtitle}</small>
        </header>
        <p>{(away ? settings.offline_text : settings.greeting) || '…'}</p>
      </div>
      <span className={`mock-button ${side}`} style={{ background: settings.colour }} aria-hidden="true">
        <Icon name="chat" />
      </span>
    </figure>
  );
}
