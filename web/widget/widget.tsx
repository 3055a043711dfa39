// Entry of the embeddable chat window: a classic script with its styles inside.
import { render } from 'preact';
import { palette } from './colour';
import { Command, expose, type Page, revive } from './command';
import composer from './css/composer.css?inline';
import frame from './css/frame.css?inline';
import log from './css/log.css?inline';
import phone from './css/phone.css?inline';
import { dress } from './dress';
import { kit } from './kit';
import { Parts } from './parts';
import type { Language } from './protocol';
import type { Shell } from './shell';
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
  hold(shell);
  render(<App />, place);
  return () => {
    observer.disconnect();
    render(null, place);
    host.remove();
  };
}

function start(script: HTMLScriptElement | null): void {
  const page = window as Page;
  // Two copies of the snippet on one page make one window.
  if (!script || revive(page)) return;
  const { origin } = new URL(script.src, location.href);
  const command = new Command({
    origin,
    mount: (shell) => mount(shell, script.nonce),
    parts: new Parts(origin, script.nonce, kit),
  });
  expose(command, page);
  const { key, language, position } = script.dataset;
  if (key) {
    command.boot({
      key,
      language: language as Language | undefined,
      position: position === 'left' || position === 'right' ? position : undefined,
    });
  }
}

const own = document.currentScript as HTMLScriptElement | null;
start(own?.src ? own : document.querySelector<HTMLScriptElement>('script[src*="/widget.js"]'));
