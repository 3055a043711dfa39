import type { ReactNode } from 'react';
import { spell } from '../lib/keys/keys';
import { cutText } from '../lib/text/text';

export function Avatar({ name, glyph, large }: { name: string; glyph?: string; large?: boolean }) {
  return (
    <span className={large ? 'avatar avatar-l' : 'avatar'} aria-hidden="true">
      {cutText(name.trim(), 1).toUpperCase() || '·'}
      {glyph && <i>{glyph}</i>}
    </span>
  );
}

/** Keys of a shortcut; hidden on phones, where there are none to press. */
export function Kbd({ combo }: { combo: string }) {
  return (
    <span className="keys" aria-hidden="true">
      {spell(combo).map((part, index) => (
        <kbd key={index}>{part}</kbd>
      ))}
    </span>
  );
}

interface EmptyProps {
  title: string;
  text?: string;
  action?: ReactNode;
}

/** Says why nothing is here and what can be done about it. */
export function Empty({ title, text, action }: EmptyProps) {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {text && <p>{text}</p>}
      {action}
    </div>
  );
}

/** Grey lines in the shape of what is coming; appears only after 300 ms. */
export function Skeleton({ rows = 6, look = 'row' }: { rows?: number; look?: 'row' | 'bubble' | 'line' }) {
  return (
    <div className={`skeleton skeleton-${look}`} aria-hidden="true">
      {Array.from({ length: rows }, (_, index) => (
        <span key={index} style={{ '--w': `${55 + ((index * 37) % 40)}%` } as React.CSSProperties} />
      ))}
    </div>
  );
}

export function Chip({ children, look = '' }: { children: ReactNode; look?: '' | 'late' | 'soon' | 'teal' }) {
  return <span className={`chip ${look}`}>{children}</span>;
}
