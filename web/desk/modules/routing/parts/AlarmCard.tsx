import { useTexts } from '../../../../lib/i18n/i18n';
import { Button, IconButton } from '../../../../ui/Button';
import { Icon } from '../../../../ui/Icon';
import type { Message } from '../api';
import { dropAlarm } from '../state/asked';
import { dialled } from '../state/words';

/** An urgent message, in front of everybody who is here, with the number to call. */
export function AlarmCard({ message, onLook }: { message: Message; onLook: () => void }) {
  const { t } = useTexts('routing');
  const call = dialled(message.contact);
  return (
    <section className="offer offer-alarm" aria-label={`${t('alarm.title')}: ${message.caller}`}>
      <header>
        <Icon name="warn" size={18} />
        <div className="offer-who">
          <strong>{message.matter}</strong>
          <span>
            {t('alarm.title')} · {message.caller}
          </span>
        </div>
        <IconButton label={t('close')} onClick={() => dropAlarm(message)}>
          <Icon name="close" size={16} />
        </IconButton>
      </header>
      <p className="offer-contact">{call ? <a href={call}>{message.contact}</a> : message.contact}</p>
      <div className="offer-acts">
        <Button look="primary" onClick={onLook}>
          {t('alarm.look')}
        </Button>
      </div>
    </section>
  );
}
