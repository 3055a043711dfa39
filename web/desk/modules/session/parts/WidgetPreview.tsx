import { useTexts } from '../../../../lib/i18n/i18n';

interface Props {
  channel: { title: string; greeting: string; colour: string };
  organisation: string;
}

/** How the chat will look to a visitor, while it is being set up. */
export function WidgetPreview({ channel, organisation }: Props) {
  const { t } = useTexts('session');
  return (
    <figure className="setup-preview" aria-label={t('preview')}>
      <div className="setup-preview-window" aria-hidden="true">
        <header style={{ background: channel.colour }}>
          <b>{channel.title || organisation || t('chatTitle')}</b>
        </header>
        <p className="setup-preview-them">{channel.greeting || '…'}</p>
        <p className="setup-preview-me" style={{ background: channel.colour }}>
          {t('previewAsk')}
        </p>
      </div>
      <figcaption>{t('preview')}</figcaption>
    </figure>
  );
}
