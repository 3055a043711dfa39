import { useEffect, useRef } from 'preact/hooks';
import { useShell } from './hooks';
import { Icon } from './Icon';

/** One picture over the whole page; Escape, the button or the backdrop close it. */
export function Lightbox({ image }: { image: { url: string; name: string } }) {
  const shell = useShell();
  const { t } = shell.deps;
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const root = close.current?.getRootNode() as ShadowRoot | null;
    const before = root?.activeElement as HTMLElement | null;
    close.current?.focus();
    return () => before?.focus();
  }, []);
  const keys = (event: KeyboardEvent) => {
    // The only control keeps the focus.
    if (event.key === 'Tab') event.preventDefault();
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    shell.view(null);
  };
  return (
    <div
      class="lightbox"
      role="dialog"
      aria-modal="true"
      aria-label={t('view_image', { name: image.name })}
      onKeyDown={keys}
      onClick={() => shell.view(null)}
    >
      <img src={image.url} alt={image.name} />
      <button ref={close} type="button" aria-label={t('image_close')} onClick={() => shell.view(null)}>
        <Icon name="close" size={24} />
      </button>
    </div>
  );
}
