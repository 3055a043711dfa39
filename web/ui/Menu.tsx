import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';

export interface MenuItem {
  id: string;
  label: ReactNode;
  onPick: () => void;
  danger?: boolean;
  /** Of several of which one holds. */
  checked?: boolean;
  hint?: ReactNode;
}

interface Props {
  label: string;
  button: ReactNode;
  items: MenuItem[];
  className?: string;
  align?: 'left' | 'right';
  up?: boolean;
  /** Stays open after a pick, for several ticks in a row. */
  sticky?: boolean;
}

/** A button that opens a list of acts; arrows move, Esc closes and returns focus. */
export function Menu({ label, button, items, className = '', align = 'right', up, sticky }: Props) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const id = useId();
  useEffect(() => {
    if (!open) return;
    root.current?.querySelector<HTMLElement>('[role^=menuitem]')?.focus();
    const outside = (event: Event) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);
  const onKey = (event: KeyboardEvent) => {
    if (!open) return;
    const all = [...(root.current?.querySelectorAll<HTMLElement>('[role^=menuitem]') ?? [])];
    const at = all.indexOf(document.activeElement as HTMLElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) all[(at + step + all.length) % all.length]?.focus();
    else if (event.key === 'Escape') {
      setOpen(false);
      trigger.current?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="menu" ref={root} onKeyDown={onKey} role="presentation">
      <button
        ref={trigger}
        type="button"
        className={className || 'btn btn-quiet btn-icon'}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        aria-label={label}
        title={label}
        onClick={() => setOpen(!open)}
      >
        {button}
      </button>
      {open && (
        <div id={id} className={`menu-list ${align} ${up ? 'up' : ''}`} role="menu" aria-label={label}>
          {items.map((item) => (
            <button
              key={item.id}
              type="button"
              role={item.checked === undefined ? 'menuitem' : 'menuitemradio'}
              aria-checked={item.checked}
              tabIndex={-1}
              className={item.danger ? 'danger' : ''}
              onClick={() => {
                item.onPick();
                if (sticky) return;
                setOpen(false);
                trigger.current?.focus();
              }}
            >
              <span className="menu-label">{item.label}</span>
              {item.hint}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
