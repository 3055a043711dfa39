import { useTexts } from '../../../../lib/i18n/i18n';
import { Button, IconButton } from '../../../../ui/Button';
import { Icon } from '../../../../ui/Icon';
import { dropHelp } from '../state/asked';
import type { Help } from '../state/help';

/** A colleague who calls for whoever leads. */
export function HelpCard({ help, onOpen }: { help: Help; onOpen: () => void }) {
  const { t } = useTexts('routing');
  const title = t('help.title', { from: help.from });
  return (
    <section className="offer whispered" aria-label={title}>
      <header>
        <Icon name="warn" size={18} />
        <div className="offer-who">
          <strong>{title}</strong>
          <span>{t('help.about', { customer: help.customer })}</span>
        </div>
        <IconButton label={t('close')} onClick={() => dropHelp(help.conversationId)}>
          <Icon name="close" size={16} />
        </IconButton>
      </header>
      <div className="offer-acts">
        <Button onClick={onOpen}>{t('help.open')}</Button>
      </div>
    </section>
  );
}
