import { Api, refuses } from './api';
import { Bell } from './attention';
import { chooseLanguage, translator } from './i18n';
import { type Texts, zhCN } from './i18n/zh-CN';
import type { Parts } from './parts';
import type { Identity, Language, WidgetConfig } from './protocol';
import { Shell } from './shell';
import { forgetPersons, Store } from './storage';
import { backoff, Timers } from './timers';

export interface BootOptions {
  key: string;
  identity?: Identity | null;
  language?: Language;
  position?: 'left' | 'right';
}

export type EventName = 'ready' | 'open' | 'close' | 'message' | 'unread';
type Listener = (detail?: unknown) => void;

export interface CommandDeps {
  origin: string;
  /** Puts the window on the page and gives back how to take it off. */
  mount(shell: Shell): () => void;
  parts: Parts;
}

/** Commands for the host page, as `window.Tiexin`. */
export class Command {
  private options: BootOptions | null = null;
  private config: WidgetConfig | null = null;
  private language: Language = 'zh-CN';
  private texts: Texts = zhCN;
  private shell: Shell | null = null;
  private unmount: (() => void) | null = null;
  private bell: Bell | null = null;
  private wantOpen = false;
  private round = 0;
  private readonly timers = new Timers();
  private readonly prefs = new Store('tiexin:');
  private readonly listeners = new Map<EventName, Set<Listener>>();

  constructor(private readonly deps: CommandDeps) {}

  /** Starts the widget, or starts it anew with other options. */
  boot(options: BootOptions): void {
    if (!options?.key) {
      console.warn('[Tiexin] boot needs the key of a channel.');
      return;
    }
    this.close(false);
    // The page says that nobody is signed in: it may have let somebody sign out on its server.
    if (options.identity === null) forgetPersons(`tiexin:${options.key}:u-`);
    this.options = options;
    this.config = null;
    this.round += 1;
    void this.load(this.round, 1);
  }

  /** Nobody has said yet what to start. */
  get idle(): boolean {
    return this.round === 0;
  }

  open(): void {
    if (this.shell) this.shell.show();
    else this.wantOpen = true;
  }

  /** Minimises the window. */
  minimise(): void {
    this.wantOpen = false;
    this.shell?.hide();
  }

  /** Who is signed in on the host page; null after a sign-out. */
  setIdentity(identity: Identity | null): void {
    if (!this.options) {
      console.warn('[Tiexin] Call boot before setIdentity.');
      return;
    }
    this.options = { ...this.options, identity };
    const { shell } = this;
    if (!shell) return;
    const was = shell.deps.identity;
    // A stranger may turn out to be somebody, or nobody else has come.
    const same = !was || was.id === identity?.id;
    if (same && identity) void this.take(shell, identity, 1);
    else this.become(shell, same);
  }

  /** The visitor is who they were until their site has proved who they are. */
  private async take(shell: Shell, identity: Identity, tries: number): Promise<void> {
    let proven = false;
    try {
      const { pass } = shell.session.access;
      proven = (await pass.register(identity, pass.token)).verified;
    } catch (error) {
      if (!refuses(error)) {
        this.timers.set('identity', backoff(tries), () => void this.take(shell, identity, tries + 1));
        return;
      }
    }
    if (this.shell !== shell || this.options?.identity !== identity) return;
    if (proven) this.become(shell, true);
    else this.options.identity = shell.deps.identity;
  }

  private become(was: Shell, same: boolean): void {
    const { config } = this;
    if (!config) return;
    this.wantOpen = was.open;
    const files = same ? was.compose.leave() : null;
    // The person who left must not be readable by the next one on this machine.
    this.close(!same);
    this.start(config);
    if (files) this.shell?.compose.goOn(files);
  }

  /** Takes the widget off the page; a signed-in person is forgotten in this browser. */
  shutdown(): void {
    this.round += 1;
    this.close(true);
    this.options = null;
    this.config = null;
  }

  on(event: EventName, listener: Listener): () => void {
    const listeners = this.listeners.get(event) ?? new Set();
    this.listeners.set(event, listeners.add(listener));
    if (event === 'ready' && this.shell) listener();
    return () => listeners.delete(listener);
  }

  private async load(round: number, tries: number): Promise<void> {
    const { options } = this;
    if (!options) return;
    const api = new Api(this.deps.origin, this.languageOf(options, null));
    try {
      // The reader's language is asked for at the same time; most channels follow it.
      void this.textsOf(this.languageOf(options, null));
      const config = await api.config(options.key);
      const language = this.languageOf(options, config);
      const texts = await this.textsOf(language);
      if (round !== this.round) return;
      Object.assign(this, { config, language, texts });
      this.start(config);
    } catch (error) {
      if (round !== this.round) return;
      if (refuses(error)) {
        console.warn(`[Tiexin] ${error.status}: the key is unknown, switched off, or not for this site.`);
        return;
      }
      this.timers.set('config', backoff(tries), () => void this.load(round, tries + 1));
    }
  }

  private languageOf({ language }: BootOptions, config: WidgetConfig | null): Language {
    const fixed = config && config.language !== 'auto' ? config.language : null;
    return chooseLanguage([language, fixed, document.documentElement.lang, ...navigator.languages]);
  }

  private async textsOf(language: Language): Promise<Texts> {
    return language === 'zh-CN' ? zhCN : (await this.deps.parts.load(language)).texts;
  }

  private start(config: WidgetConfig): void {
    const { options, language, texts } = this;
    if (!options) return;
    this.bell ??= new Bell(this.deps.parts);
    this.bell.muted = this.prefs.read('muted', false);
    const shell = new Shell({
      api: new Api(this.deps.origin, language),
      channelKey: options.key,
      config,
      identity: options.identity ?? null,
      language,
      position: options.position ?? config.position,
      t: translator(texts),
      bell: this.bell,
      parts: this.deps.parts,
      emit: (event, detail) => this.emit(event, detail),
    });
    this.shell = shell;
    this.unmount = this.deps.mount(shell);
    shell.start();
    this.emit('ready');
    if (this.wantOpen) shell.show();
    this.wantOpen = false;
  }

  private close(forget: boolean): void {
    this.timers.stop();
    this.shell?.stop(forget && Boolean(this.shell.deps.identity));
    this.shell = null;
    this.unmount?.();
    this.unmount = null;
    this.bell?.stop();
    this.bell = null;
  }

  private emit(event: EventName, detail?: unknown): void {
    for (const listener of this.listeners.get(event) ?? []) {
      try {
        listener(detail);
      } catch (error) {
        console.error('[Tiexin]', error);
      }
    }
  }
}

/** No name on the page: every copy of the script finds it. */
const OURS = Symbol.for('tiexin');

/** The page's own object, and where ours is kept: pages overwrite the first. */
export interface Page {
  Tiexin?: unknown;
  [OURS]?: { push(call: unknown[]): void };
}

/** The object the page sees; commands queued before the script arrived run now. */
export function expose(command: Command, target: Page): void {
  const commands: Record<string, (...values: never[]) => unknown> = {
    boot: (options: BootOptions) => command.boot(options),
    open: () => command.open(),
    close: () => command.minimise(),
    setIdentity: (identity: Identity | null) => command.setIdentity(identity),
    shutdown: () => command.shutdown(),
    on: (event: EventName, listener: Listener) => command.on(event, listener),
  };
  const known = new Map(Object.entries(commands));
  commands.push = ([name, ...values]: unknown[]) => known.get(name as string)?.(...(values as never[]));
  target[OURS] = commands as unknown as Page[typeof OURS];
  target.Tiexin ??= [];
  revive(target);
}

/** Gives the page our object again, with what it has queued since; true when a copy is here already. */
export function revive(page: Page): unknown {
  const { Tiexin: queued, [OURS]: ours } = page;
  if (!Array.isArray(queued)) return queued;
  if (!ours) return false;
  page.Tiexin = ours;
  for (const call of queued) ours.push(call);
  return true;
}
