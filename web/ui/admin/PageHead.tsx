import type { ReactNode } from 'react';

/** Title, one sentence of what the page is for, and its one main act. */
export function PageHead({ title, text, act }: { title: string; text?: string; act?: ReactNode }) {
  return (
    <header className="page-head">
      <h1>{title}</h1>
      {act && <div className="page-act">{act}</div>}
      {text && <p>{text}</p>}
    </header>
  );
}
