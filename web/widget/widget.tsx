// Entry of the embeddable chat window: a classic script with its styles inside.
import { render } from 'preact';
import { palette } from './colour';
import { Command, expose, type Page, revive } from './command';
import composer from './css/composer.css?inline';
import frame from './css/frame.css?inline';
import log from './css/log.css?inline';
import phone from './css/phone.css?inline';
import { dress } from './dress';
import { keepInside } from './inside';
import { kit } from './kit';
import { Parts } from './parts';
import type { Language } from './protocol';
import type { Shell } from './shell';
import { later } from './timers';
import { App } from './ui/App';
import { hold } from './ui/hooks';

/** The phone's rules change the others and come last. */
const css = frame + log + composer + phone;

function mount(shell: Shell, nonce: string): () => void {
  const host = document.createElement('div');
  host.id = 'tiexin-widget';
  const root = host.attachShadow({ mode: 'open' });
  const { parts } = shell.deps;
  parts.dress = (more) => dress(root, more, nonce);
  for (const sheet of [css, ...parts.styles()]) parts.dress(sheet);
  const colours = palette(shell.deps.config.colour);
  for (const [name, value] of Object.entries(colours)) host.style.setProperty(`--${name}`, value);
  const place = document.createElement('div');
  root.append(place);
  // Beside the body, which some sites exchange from page to page; and back, whatever takes it away.
  const attach = () => {
    const { documentElement: page } = document;
    if (!page || host.isConnected) return;
    page.append(host);
    for (const above of [document, page]) observer.observe(above, { childList: true });
  };
  const observer = new MutationObserver(attach);
  attach();
  const release = keepInside(host, root, shell);
  hold(shell);
  render(<App />, place);
  return () => {
    observer.disconnect();
    render(null, place);
    release();
    host.remove();
  };
}

/** A page that boots by itself has done so by then. */
const KEY_WITHIN = 3000;
const NO_KEY =
  '[Tiexin] Not started: no data-key. If a tag manager drops it: src="…/widget.js?key=KEY" or Tiexin.boot({key}).';

function start(script: HTMLScriptElement | null): void {
  const page = window as Page;
  // Two copies of the snippet on one page make one window.
  if (!script || revive(page)) return;
  const { origin, searchParams } = new URL(script.src, location.href);
  // Tag managers take attributes of this kind away; the address stays.
  const said = (name: string) => script.dataset[name] ?? searchParams.get(name) ?? undefined;
  const command = new Command({
    origin,
    mount: (shell) => mount(shell, script.nonce),
    parts: new Parts(origin, script.nonce, kit),
  });
  expose(command, page);
  const key = said('key');
  const position = said('position');
  if (key) {
    command.boot({
      key,
      language: said('language') as Language | undefined,
      position: position === 'left' || position === 'right' ? position : undefined,
    });
  } else later(() => command.idle && console.warn(NO_KEY), KEY_WITHIN);
}

const own = document.currentScript as HTMLScriptElement | null;
start(own?.src ? own : document.querySelector<HTMLScriptElement>('script[src*="/widget.js"]'));
