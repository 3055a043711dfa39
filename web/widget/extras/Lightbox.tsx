import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Shell } from '../shell';
import { CLOSE, Icon } from '../ui/Icon';
import { extraTranslator } from './texts';

/** One picture over the whole page; Escape, the button or the backdrop close it. */
export function Lightbox({ shell, image }: { shell: Shell; image: { url: string; name: string } }) {
  const t = extraTranslator(shell.deps.language);
  const close = useRef<HTMLButtonElement>(null);
  const before = useRef<HTMLElement | null>(null);
  useLayoutEffect(() => {
    const root = close.current?.getRootNode() as ShadowRoot | undefined;
    before.current = (root?.activeElement ?? null) as HTMLElement | null;
    close.current?.focus();
  }, []);
  const leave = () => {
    before.current?.focus();
    shell.view(null);
  };
  const keys = (event: KeyboardEvent) => {
    // The only control keeps the focus.
    if (event.key === 'Tab') event.preventDefault();
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    leave();
  };
  return (
    <div
      class="lightbox"
      role="dialog"
      aria-modal="true"
      aria-label={t('view_image', { name: image.name })}
      onKeyDown={keys}
      onClick={leave}
    >
      <img src={image.url} alt={image.name} />
      <button ref={close} type="button" aria-label={t('image_close')} onClick={leave}>
        <Icon path={CLOSE} size={24} />
      </button>
    </div>
  );
}
