import type { Api } from './api';
import { type Bell, markTitle } from './attention';
import { Compose, reasonOf } from './compose';
import type { Translate } from './i18n';
import type { OutboxItem } from './outbox';
import type { Loaded, PartName, Parts } from './parts';
import type { Identity, Language, VisitorMessage, WidgetConfig } from './protocol';
import { Queue } from './queue';
import { Session } from './session';
import { carry, digest, Store, webStorage } from './storage';
import { isSaid } from './thread';
import { later, Timers } from './timers';

/** A message read in another tab within this time makes no sound. */
const RING_AFTER = 300;
/** Where no frame comes, the place in line is asked for. */
const LOOK_EVERY = 60_000;
export const CROWDED = 'widget.crowded';

export interface ShellDeps {
  api: Api;
  channelKey: string;
  config: WidgetConfig;
  identity: Identity | null;
  language: Language;
  position: 'left' | 'right';
  t: Translate;
  bell: Bell;
  parts: Parts;
  emit(event: 'open' | 'close' | 'message' | 'unread', detail?: unknown): void;
}

/** The window on the page: open or closed, seen or not, over one visitor's session. */
export class Shell {
  open = false;
  /** Focus follows only the visitor's own opening, not a restored one. */
  moveFocus = false;
  atBottom = true;
  /** Summary of arrivals for screen readers. */
  announcement = '';
  image: { url: string; name: string } | null = null;
  /** The visitor is asked whether to stop waiting. */
  leaving = false;
  /** The form for a message is in place of the conversation. */
  noting = false;
  readonly store: Store;
  readonly session: Session;
  readonly queue: Queue;
  readonly compose: Compose;
  /** Remembered per tab: who walks on to the next page of the site keeps the window open. */
  private readonly tab = new Store('tiexin-', webStorage('sessionStorage'));
  private readonly watchers = new Set<() => void>();
  private readonly timers = new Timers();
  private readonly edits = new Map<string, string>();
  private scheduled = false;
  private stopped = false;
  private unread = -1;
  private wantNote = false;

  constructor(readonly deps: ShellDeps) {
    const { api, channelKey, identity, config, language, parts, t } = deps;
    const name = (part: string) => `tiexin:${channelKey}:${part}:`;
    const bucket = identity ? name(`u-${digest(identity.id)}`) : name('guest');
    const store = new Store(bucket);
    const anonymous = new Store(name('guest'));
    if (identity) carry(anonymous, store);
    this.store = store;
    const changed = () => this.changed();
    parts.changed = changed;
    this.session = new Session({
      api,
      channelKey,
      identity,
      store,
      anonymous,
      tabsName: bucket,
      guestTabs: name('guest'),
      reason: (error) => reasonOf(error, t),
      refused: (item, code) => this.refused(item, code),
      arrived: (messages) => this.arrived(messages),
      changed,
    });
    this.queue = new Queue({ api, session: this.session, changed });
    this.compose = new Compose({ api, session: this.session, store, config, parts, language, t, changed });
  }

  start(): void {
    window.addEventListener('online', this.wake);
    window.addEventListener('pageshow', this.wake);
    window.addEventListener('offline', this.lost);
    window.addEventListener('pagehide', this.gone);
    document.addEventListener('visibilitychange', this.turned);
    if (this.session.known || this.deps.identity) void this.session.begin();
    if (this.tab.read('open', 0) && !isPhone()) {
      this.open = true;
      this.look();
    }
    this.changed();
  }

  stop(forget: boolean): void {
    window.removeEventListener('online', this.wake);
    window.removeEventListener('pageshow', this.wake);
    window.removeEventListener('offline', this.lost);
    window.removeEventListener('pagehide', this.gone);
    document.removeEventListener('visibilitychange', this.turned);
    this.compose.stop();
    this.timers.stop();
    if (forget) this.session.forget();
    this.session.stop();
    this.stopped = true;
    this.watchers.clear();
    markTitle(0);
  }

  watch(watcher: () => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  show(): void {
    if (this.open) return;
    this.open = true;
    this.moveFocus = true;
    this.atBottom = true;
    this.tab.write('open', 1);
    this.look();
    this.deps.emit('open');
    this.changed();
  }

  hide(): void {
    if (!this.open) return;
    this.open = false;
    this.moveFocus = true;
    this.image = null;
    this.leaving = false;
    this.timers.clear('look');
    this.tab.drop('open');
    this.deps.emit('close');
    this.changed();
  }

  /** One step at a time: out of the picture, the question, the form, the window. */
  back(): void {
    if (this.image) this.view(null);
    else if (this.leaving) this.askLeave(false);
    else if (this.noting) this.note(false);
    else this.hide();
  }

  scrolled(atBottom: boolean): void {
    if (atBottom === this.atBottom) return;
    this.atBottom = atBottom;
    this.changed();
  }

  view(image: { url: string; name: string } | null): void {
    this.image = image;
    this.changed();
  }

  askLeave(on: boolean): void {
    this.leaving = on;
    this.moveFocus ||= !on;
    this.changed();
  }

  /** Shows the form for a message once it is there, or the conversation again. */
  note(on: boolean): void {
    this.wantNote = on;
    void this.deps.parts.load('waiting').then(() => {
      if (this.wantNote !== on || this.stopped) return;
      this.noting = on;
      this.askLeave(false);
    });
  }

  /** A part of the window, which is loaded if it is wanted now. */
  want<N extends PartName>(name: N, now: boolean): Loaded[N] | null {
    const { parts } = this.deps;
    const part = parts.get(name);
    if (now && !part) void parts.load(name);
    return part;
  }

  /** Who cannot be let in now leaves a message, which begins with what they wrote. */
  private refused(item: OutboxItem, code: string): void {
    if (code === CROWDED && item.text) this.note(true);
  }

  toggleSound(): void {
    const { bell } = this.deps;
    bell.muted = !bell.muted;
    new Store('tiexin:').write('muted', bell.muted);
    if (!bell.muted) bell.ring();
    this.changed();
  }

  async recall(message: VisitorMessage): Promise<void> {
    try {
      await this.session.recall(message);
      if (message.text) this.edits.set(message.id, message.text);
      this.changed();
    } catch {
      this.compose.say(this.deps.t('recall_failed'));
    }
  }

  /** The text of a message recalled on this page, to write it anew. */
  recalledText(id: string): string | undefined {
    return this.edits.get(id);
  }

  /** Several changes of one moment are drawn once. */
  changed(): void {
    if (this.scheduled || this.stopped) return;
    this.scheduled = true;
    queueMicrotask(() => {
      this.scheduled = false;
      if (this.stopped) return;
      if (this.open && this.atBottom && document.visibilityState === 'visible') this.session.seen();
      if (this.session.unread !== this.unread) {
        this.unread = this.session.unread;
        markTitle(this.unread);
        this.deps.emit('unread', this.unread);
      }
      for (const watcher of this.watchers) watcher();
    });
  }

  /** Asks for the queue now and every minute while the window is open. */
  private look(): void {
    if (!this.open || this.stopped) return;
    this.timers.set('look', LOOK_EVERY, () => this.look());
    void this.session.begin().then(() => {
      // A tab in the background asks when it is looked at again.
      if (document.visibilityState === 'visible') void this.queue.look();
    });
  }

  private arrived(messages: VisitorMessage[]): void {
    const { t, bell, emit } = this.deps;
    const last = messages[messages.length - 1];
    if (!last) return;
    const said = last.text || last.attachments.map((file) => file.name).join(' ');
    this.announcement =
      messages.length > 1 ? t('new_messages', { n: messages.length }) : `${last.author_name || t('staff')}: ${said}`;
    const told = messages.filter(isSaid);
    for (const message of told) emit('message', { text: message.text, author: message.author_name });
    if (told.length === 0) return;
    later(() => {
      const seen = (this.session.readSeq ?? 0) >= last.seq;
      if (seen || this.stopped || !bell.ready) return;
      void this.session.claimRing(last.seq).then((mine) => mine && bell.ring());
    }, RING_AFTER);
  }

  private readonly wake = (): void => {
    this.session.wake();
    this.look();
    this.compose.tray?.wake();
    this.deps.parts.wake();
  };
  /** Who types and leaves at once finds the text again. */
  private readonly gone = (): void => {
    this.compose.keep();
    this.session.keep();
  };
  private readonly lost = (): void => this.session.lost();
  private readonly turned = (): void => {
    if (document.visibilityState === 'visible') this.wake();
    this.changed();
  };
}

export function isPhone(): boolean {
  return matchMedia('(max-width: 520px)').matches;
}
