// What a window that covers the whole page needs beyond its looks. Loaded on
// phones when it is opened.
import { useEffect } from 'preact/hooks';
import type { PartScript } from '../parts';
import type { Shell } from '../shell';
import { useBack } from './back';

export interface PhoneProps {
  shell: Shell;
  panel: { current: HTMLElement | null };
}

function Phone({ shell, panel }: PhoneProps) {
  useBack(shell);
  useFocusInside(panel);
  useViewport(panel);
  return null;
}

/**
 * The window is all there is. The page is listened to, since the focus may
 * have fallen back to it with a button that went away.
 */
function useFocusInside(panel: PhoneProps['panel']): void {
  useEffect(() => {
    const keep = (event: KeyboardEvent) => {
      if (event.key === 'Tab' && panel.current) keepInside(event, panel.current);
    };
    // Before it ends inside the window.
    document.addEventListener('keydown', keep, true);
    return () => document.removeEventListener('keydown', keep, true);
  }, [panel]);
}

function keepInside(event: KeyboardEvent, panel: HTMLElement): void {
  const all = panel.querySelectorAll<HTMLElement>(
    'button:not([disabled]), a[href], textarea, input:not([hidden]), [tabindex="0"]',
  );
  const first = all[0];
  const last = all[all.length - 1];
  const active = (panel.getRootNode() as ShadowRoot).activeElement;
  const leaving = !active || (event.shiftKey ? active === first || active === panel : active === last);
  if (!leaving) return;
  event.preventDefault();
  (event.shiftKey ? last : first)?.focus();
}

/** Keeps the full-screen window above the on-screen keyboard, and the page behind it still. */
function useViewport(panel: PhoneProps['panel']): void {
  useEffect(() => {
    const view = window.visualViewport;
    const element = panel.current;
    if (!view || !element) return;
    const page = document.documentElement;
    const overflow = page.style.overflow;
    const settle = () => {
      element.style.height = `${view.height}px`;
      element.style.top = `${view.offsetTop}px`;
    };
    settle();
    page.style.overflow = 'hidden';
    view.addEventListener('resize', settle);
    view.addEventListener('scroll', settle);
    return () => {
      page.style.overflow = overflow;
      element.style.height = element.style.top = '';
      view.removeEventListener('resize', settle);
      view.removeEventListener('scroll', settle);
    };
  }, [panel]);
}

(document.currentScript as PartScript | null)?.tiexin?.take({ Phone, css: '' });
