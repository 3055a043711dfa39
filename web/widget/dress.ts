import type { LoadedPart } from './shell';
import { backoff, later } from './timers';
import type { MountPart } from './waiting/mount';

/** A style element is barred by strict content policies; an adopted sheet is not. */
export function dress(root: ShadowRoot, css: string, nonce: string): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  } catch {
    const style = document.createElement('style');
    style.nonce = nonce;
    style.textContent = css;
    root.append(style);
  }
}

/** The element that brings the part also takes it over: no name on the page is needed. */
export interface PartScript extends HTMLScriptElement {
  tiexinPart?: (mount: MountPart) => void;
}

/** Loads the part once, from where the script itself came, and tries until it is there. */
export function partLoader(src: string, nonce: string): () => Promise<LoadedPart> {
  const load = (done: (mount: LoadedPart) => void, tries: number): void => {
    const script: PartScript = document.createElement('script');
    script.nonce = nonce;
    script.src = src;
    script.tiexinPart = (mount) => done((place, shell) => mount(place, shell, nonce));
    script.onerror = () => {
      script.remove();
      later(() => load(done, tries + 1), backoff(tries));
    };
    document.head.append(script);
  };
  let part: Promise<LoadedPart> | null = null;
  return () => {
    part ??= new Promise((done) => load(done, 1));
    return part;
  };
}
