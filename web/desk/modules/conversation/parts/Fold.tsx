import { useTexts } from '../../../../lib/i18n/i18n';
import { Icon } from '../../../../ui/Icon';
import { FOLD } from '../state/fold';

interface Props {
  count: number;
  /** The rest has not been read yet. */
  more: boolean;
  open: boolean;
  top: number;
  active: boolean;
  onToggle: () => void;
}

/** The line above who waits for the customer; a press unfolds or folds them. */
export function Fold({ count, more, open, top, active, onToggle }: Props) {
  const { t } = useTexts('conversation');
  return (
    <div
      id={`row-${FOLD}`}
      role="option"
      tabIndex={-1}
      aria-selected={false}
      className={`row row-fold ${active ? 'active' : ''}`}
      data-open={open || undefined}
      style={{ transform: `translateY(${top}px)` }}
      title={t(open ? 'fold.close' : 'fold.open')}
      onClick={onToggle}
    >
      <Icon name="down" size={16} />
      <span>{t('fold.title')}</span>
      <b>
        {count}
        {more && '+'}
      </b>
      <span className="sr">{t(open ? 'fold.close' : 'fold.open')}</span>
    </div>
  );
}
