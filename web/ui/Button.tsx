import type { ButtonHTMLAttributes, Ref } from 'react';

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: 'plain' | 'primary' | 'quiet' | 'danger' | 'link';
  busy?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({ look = 'plain', busy = false, className = '', disabled, type = 'button', ...rest }: Props) {
  return (
    <button
      type={type}
      className={`btn btn-${look} ${className}`}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      {...rest}
    />
  );
}

interface IconButtonProps extends Props {
  label: string;
}

/** A button that shows only a drawing; its name is spoken and shown on hover. */
export function IconButton({ label, className = '', ...rest }: IconButtonProps) {
  return <Button look="quiet" className={`btn-icon ${className}`} aria-label={label} title={label} {...rest} />;
}
