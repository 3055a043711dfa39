import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { IconButton } from './Button';
import { Icon } from './Icon';

interface Props {
  title: string;
  closeLabel: string;
  onClose: () => void;
  children: ReactNode;
  /** sheet: from the side, for what accompanies the page. */
  look?: 'box' | 'sheet' | 'palette';
  hideTitle?: boolean;
  /** Nothing inside takes the focus: the text itself must, to be scrolled by keys. */
  reading?: boolean;
  footer?: ReactNode;
}

/** A modal built on the browser's own dialog: focus stays in, Esc closes, focus returns. */
export function Dialog({ title, closeLabel, onClose, children, look = 'box', hideTitle, reading, footer }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  // Before the browser draws: keys pressed meanwhile would reach the page behind.
  useLayoutEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    if (dialog && !dialog.open) {
      dialog.showModal();
      // Hidden until now, it could not take the focus when it was made.
      dialog.querySelector<HTMLElement>('[data-first]')?.focus();
    }
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      className={`dialog dialog-${look}`}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => {
        if (event.target === ref.current) onClose();
      }}
    >
      <div className="dialog-in">
        <header className={hideTitle ? 'sr' : 'dialog-head'}>
          <h2 id={id}>{title}</h2>
          {!hideTitle && (
            <IconButton label={closeLabel} onClick={onClose}>
              <Icon name="close" size={18} />
            </IconButton>
          )}
        </header>
        <div className="dialog-body" tabIndex={reading ? 0 : undefined}>
          {children}
        </div>
        {footer && <footer className="dialog-foot">{footer}</footer>}
      </div>
    </dialog>
  );
}
