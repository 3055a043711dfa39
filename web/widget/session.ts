import { Access, type AccessDeps } from './access';
import { type Api, ApiError } from './api';
import { Link, type Wire } from './link';
import { newMessage, Outbox, type OutboxItem } from './outbox';
import type { Attachment, Conversation, MessagePage, ServerFrame, Standing, VisitorMessage } from './protocol';
import { OWN, randomKey } from './storage';
import { type TabNews, Tabs, tellTabs } from './tabs';
import {
  contradicts,
  hasGap,
  head,
  merge,
  readBefore,
  rereadFrom,
  startThread,
  type Thread,
  unreadCount,
} from './thread';
import { backoff, later, Timers } from './timers';

/** Messages loaded at first; earlier ones follow on request. */
const WINDOW = 50;
const PAGE = 100;
const TYPING_SHOWN = 6000;
const STRAYS_AFTER = 45_000;
/** A shorter loss is repaired before anybody needs to know. */
const LOSS_SHOWN_AFTER = 2500;
/** Staff may recall for 2 minutes; a margin for the clocks. */
const RECALL_HORIZON = 3 * 60_000;

export interface SessionDeps extends Omit<AccessDeps, 'lock' | 'joined' | 'renewed' | 'left'> {
  api: Api;
  tabsName: string;
  /** Of the tabs that still are the anonymous visitor. */
  guestTabs: string;
  /** A message was not taken, and asking again by itself makes no sense. */
  refused(item: OutboxItem, code: string): void;
  /** New staff messages that arrived live. */
  arrived(messages: VisitorMessage[]): void;
  changed(): void;
}

/** One visitor's conversation with the organisation, over reloads, tabs and network losses. */
export class Session {
  thread: Thread = startThread(0);
  readSeq: number | null;
  staffReadSeq = 0;
  conversation: Conversation | null = null;
  typing: string | null = null;
  /** History is there; before that an empty thread means nothing. */
  loaded = false;
  loadingOlder = false;
  /** The server wants no more of us. */
  blocked = false;
  down = false;
  /** Server time minus ours, in milliseconds. */
  clockSkew = 0;
  readonly outbox: Outbox;
  private readonly tabs: Tabs;
  private readonly link: Link;
  readonly access: Access;
  private begun: Promise<void> | null = null;
  private stopped = false;
  private catching = false;
  private catchAgain = false;
  private polled = false;
  private lostAt = 0;
  private helloAfter = 0;
  private loading: Promise<void> | null = null;
  private tryCount = 0;
  private readonly timers = new Timers();
  private readonly refreshed = new Map<number, number>();

  constructor(private readonly deps: SessionDeps) {
    this.readSeq = deps.store.read<number | null>('read', null);
    this.tabs = new Tabs(deps.tabsName, deps.store, (news) => this.hear(news));
    this.access = new Access({
      ...deps,
      lock: (work) => this.tabs.lock('visitor', work),
      joined: (other, fresh) => {
        if (other) this.resetThread();
        if (fresh) this.tabs.tell('visitor');
      },
      renewed: () => this.renewed(),
      left: () => tellTabs(deps.guestTabs, 'visitor'),
    });
    this.outbox = new Outbox({
      load: () => deps.store.read<OutboxItem[] | null>('outbox', null),
      save: (items) => {
        deps.store.write('outbox', items);
        this.tabs.tell('outbox');
      },
      send: (item) => this.deliver(item),
      fault: (error) => this.access.fault(error),
      refused: (item, code) => deps.refused(item, code),
      lock: (work) => this.tabs.lock('outbox', work),
      later,
      random: Math.random,
      sent: (message) => this.receive([message], false),
      changed: () => deps.changed(),
    });
    this.link = new Link({
      connect: () => new WebSocket(deps.api.socketUrl()) as unknown as Wire,
      hello: () => {
        this.helloAfter = head(this.thread);
        return { t: 'hello', token: this.access.pass.token, after: this.helloAfter };
      },
      frame: (frame) => this.handle(frame),
      state: (up, tries) => this.linkState(up, tries),
      now: Date.now,
      later,
      random: Math.random,
    });
  }

  /** Whether this browser has been in conversation before. */
  get known(): boolean {
    return this.access.pass.exists || this.outbox.items().length > 0;
  }

  get unread(): number {
    return this.loaded ? unreadCount(this.thread, this.readSeq ?? 0) : 0;
  }

  /** Joins, loads the history and stays connected; safe to call at any time. */
  begin(): Promise<void> {
    this.begun ??= this.beginOnce().catch((error) => {
      this.begun = null;
      if (this.stopped || this.refusedForGood(error)) return;
      this.tryCount += 1;
      this.linkLossShown();
      const wait = error instanceof ApiError && error.status === 429 ? error.retryAfter * 1000 : backoff(this.tryCount);
      this.timers.set('begin', wait, () => void this.begin());
    });
    return this.begun;
  }

  stop(): void {
    this.stopped = true;
    this.keep();
    this.link.stop();
    this.outbox.stop();
    this.tabs.close();
    this.timers.stop();
  }

  /** What is unsent stands in the storage, whatever the page has done to it. */
  keep(): void {
    this.outbox.items();
  }

  /** Forgets the person in this browser, for a sign-out on a shared machine. */
  forget(): void {
    this.outbox.forget();
    this.deps.store.drop(...OWN);
    this.tabs.tell('visitor');
  }

  /** The browser says network or page are back. */
  wake(): void {
    if (this.stopped || !this.begun) {
      if (!this.stopped && this.timers.has('begin')) void this.begin();
      return;
    }
    this.link.wake();
    this.outbox.wake();
  }

  lost(): void {
    this.polled = false;
    this.link.lost();
  }

  send(text: string, attachments: Attachment[]): void {
    const at = Date.now();
    this.outbox.add({ key: randomKey(), text, attachments, at, after: head(this.thread) });
    void this.begin();
  }

  /** Everything up to the head is on screen. */
  seen(): void {
    const seq = head(this.thread);
    if (!this.loaded || seq <= (this.readSeq ?? 0)) return;
    this.setRead(seq);
    this.tabs.tell('read');
    if (!this.link.send({ t: 'read', seq })) {
      void this.call((token) => this.deps.api.read(token, seq)).catch(() => this.link.wake());
    }
  }

  sendTyping(on: boolean): void {
    this.link.send({ t: 'typing', on });
  }

  /** True in the one tab that should make the sound for a message. */
  claimRing(seq: number): Promise<boolean> {
    return this.tabs.once('rang', seq);
  }

  async recall(message: VisitorMessage): Promise<void> {
    const answer = await this.call((token) => this.deps.api.recall(token, message.id));
    this.receive([{ ...message, ...answer, recalled: true }], false);
  }

  async loadOlder(): Promise<void> {
    const { base } = this.thread;
    if (base === 0 || this.loadingOlder) return;
    this.loadingOlder = true;
    this.deps.changed();
    try {
      const after = Math.max(0, base - WINDOW);
      const page = await this.call((token) => this.deps.api.messages(token, after, base - after));
      this.apply(page);
    } catch (error) {
      this.refusedForGood(error);
    } finally {
      this.loadingOlder = false;
      this.deps.changed();
    }
  }

  /** Addresses of files live 15 minutes; the message brings new ones. */
  async refreshFiles(seq: number): Promise<void> {
    const now = Date.now();
    if (now - (this.refreshed.get(seq) ?? 0) < 60_000) return;
    this.refreshed.set(seq, now);
    const page = await this.call((token) => this.deps.api.messages(token, seq - 1, 1)).catch(() => null);
    if (page) this.apply(page);
  }

  call<T>(work: (token: string) => Promise<T>): Promise<T> {
    return this.access.call(work);
  }

  private async beginOnce(): Promise<void> {
    await this.access.token();
    if (!this.loaded) await this.history();
    this.link.start();
    void this.outbox.flush();
  }

  private renewed(): void {
    if (this.link.phase !== 'idle') this.link.restart();
    // Not waited for: the history may be what asked for the new token.
    if (!this.loaded && this.begun) void this.history().catch(() => this.link.restart());
  }

  private history(): Promise<void> {
    this.loading ??= this.loadHistory().finally(() => {
      this.loading = null;
    });
    return this.loading;
  }

  private resetThread(): void {
    this.thread = startThread(0);
    this.loaded = false;
    this.staffReadSeq = 0;
    this.conversation = null;
    this.readSeq = null;
  }

  /** A server restored from a backup knows less than we do, or other things; its word counts. */
  private startOver(): void {
    this.resetThread();
    this.deps.store.drop('read', 'mark', 'rang');
    this.lostAt = 0;
    void this.history().catch(() => this.link.restart());
  }

  private async loadHistory(): Promise<void> {
    const get = (after: number, limit: number) => this.call((token) => this.deps.api.messages(token, after, limit));
    const known = this.access.pass.lastSeq >= 0 ? this.access.pass.lastSeq : (await get(0, 1)).last_seq;
    let thread = startThread(Math.max(0, known - WINDOW));
    if (known > 0) {
      const page = await get(thread.base, PAGE);
      thread = merge(thread, page.rows);
      this.takeState(page);
    }
    // What arrived meanwhile stays.
    this.thread = merge(thread, [...this.thread.rows, ...this.thread.ahead]);
    this.access.pass.lastSeq = -1;
    this.loaded = true;
    this.tryCount = 0;
    this.down = false;
    this.settleOwn(this.thread.rows);
    // A browser that meets an old thread for the first time has no unread of its own;
    // neither has one that read more than the server still knows.
    const last = head(this.thread);
    this.readAsStranger();
    if (this.readSeq === null || this.readSeq > last) {
      this.deps.store.drop('rang');
      this.setRead(last);
    }
    this.deps.changed();
  }

  private readAsStranger(): void {
    const { store } = this.deps;
    const seq = readBefore(this.thread, store.read<{ id: string; seq: number } | null>('joined', null), this.readSeq);
    store.drop('joined');
    if (!seq) return;
    this.setRead(seq);
    this.tabs.tell('read');
  }

  private async deliver(item: OutboxItem): Promise<VisitorMessage> {
    const asked = Date.now();
    const message = await this.call((token) => this.deps.api.send(token, newMessage(item)));
    if (asked - item.at < 5000) this.clockSkew = Date.parse(message.created_at) - (asked + Date.now()) / 2 || 0;
    return message;
  }

  private handle(frame: ServerFrame): void {
    if (frame.t === 'welcome') {
      if (frame.conversation !== undefined) this.conversation = frame.conversation;
      this.welcome(frame.last_seq, frame.staff_read_seq);
    } else if (frame.t === 'message') this.receive([frame.message], true);
    else if (frame.t === 'typing') this.showTyping(frame.on ? frame.name : null);
    else if (frame.t === 'read') this.staffReadSeq = Math.max(this.staffReadSeq, frame.seq);
    else if (frame.t === 'conversation') this.conversation = frame.conversation;
    else if (frame.t === 'queue') this.moveUp(frame.conversation_id, frame.queue);
    else if (frame.t === 'resync') void this.catchUp();
    else if (frame.t === 'bye') this.farewell(frame.code, frame.retry);
    this.deps.changed();
  }

  private moveUp(conversation: string, queue: Standing): void {
    const { conversation: mine } = this;
    // A late frame must not put back into the line who is served already.
    if (mine?.id === conversation && mine.state === 'open' && !mine.owner_name) this.conversation = { ...mine, queue };
  }

  private welcome(lastSeq: number, staffReadSeq: number): void {
    this.staffReadSeq = Math.max(this.staffReadSeq, staffReadSeq);
    if (lastSeq < this.helloAfter) this.startOver();
    else if (hasGap(this.thread, lastSeq) || this.lostAt > 0) void this.catchUp();
    this.outbox.wake();
  }

  private farewell(code: string, retry: boolean): void {
    if (code === 'blocked' || !retry) {
      this.blocked = true;
      this.link.stop();
      return;
    }
    if (code === 'expired') void this.access.renew(this.access.pass.token).catch(() => undefined);
    // Not waited for the close: whatever stands in between may hold the socket open.
    this.link.lost();
  }

  private linkState(up: boolean, tries: number): void {
    if (up) {
      this.timers.clear('loss');
      this.down = false;
    } else {
      if (this.lostAt === 0) this.lostAt = Date.now();
      this.typing = null;
      if (!this.timers.has('loss')) this.timers.set('loss', LOSS_SHOWN_AFTER, () => this.linkLossShown());
      // Where sockets are barred altogether, plain requests still carry the chat.
      if (tries > 1) void this.catchUp();
    }
    this.deps.changed();
  }

  private linkLossShown(): void {
    this.down = !this.polled;
    this.deps.changed();
  }

  /** Fetches by sequence number until nothing is missing. */
  async catchUp(): Promise<void> {
    this.catchAgain = true;
    if (this.catching || !this.loaded) return;
    this.catching = true;
    try {
      while (this.catchAgain) {
        this.catchAgain = false;
        const before = head(this.thread);
        // After a loss also those that may have been recalled meanwhile.
        const since = this.lostAt && this.lostAt + this.clockSkew - RECALL_HORIZON;
        const after = rereadFrom(this.thread, since, PAGE / 2);
        const page = await this.call((token) => this.deps.api.messages(token, after, PAGE));
        if (this.link.phase === 'up') this.lostAt = 0;
        this.takeState(page);
        if (page.last_seq < before) this.startOver();
        else this.receive(page.rows, true);
        if (!this.loaded) break;
        if (!hasGap(this.thread, page.last_seq)) continue;
        if (head(this.thread) > before) this.catchAgain = true;
        else throw new Error('gap');
      }
      this.polled = true;
      this.tryCount = 0;
    } catch (error) {
      this.polled = false;
      if (!this.refusedForGood(error) && this.link.phase === 'up') {
        this.tryCount += 1;
        this.timers.set('catch', backoff(this.tryCount), () => void this.catchUp());
      }
    } finally {
      this.catching = false;
    }
    if (!this.down || !this.polled) return;
    this.linkLossShown();
  }

  private apply(page: MessagePage): void {
    if (contradicts(this.thread, page.rows)) {
      this.startOver();
      return;
    }
    this.takeState(page);
    this.thread = merge(this.thread, page.rows);
    this.deps.changed();
  }

  private takeState(page: MessagePage): void {
    this.staffReadSeq = Math.max(this.staffReadSeq, page.staff_read_seq);
    this.conversation = page.conversation;
  }

  private receive(messages: readonly VisitorMessage[], live: boolean): void {
    if (this.loaded && contradicts(this.thread, messages)) {
      this.settleOwn(messages);
      this.startOver();
      return;
    }
    const before = head(this.thread);
    this.thread = merge(this.thread, messages);
    this.settleOwn(messages);
    const fresh = this.thread.rows.filter((row) => row.seq > before && row.from !== 'visitor' && !row.recalled);
    if (live && fresh.length > 0) {
      this.showTyping(null);
      this.deps.arrived(fresh);
    }
    if (this.thread.ahead.length > 0 && !this.catching) void this.catchUp();
    this.deps.changed();
  }

  /** A message seen in the thread is delivered, even if the answer to its send was lost. */
  private settleOwn(messages: readonly VisitorMessage[]): void {
    for (const message of messages) if (message.client_key) this.outbox.settle(message.client_key, message.seq);
  }

  private showTyping(name: string | null): void {
    this.typing = name;
    this.timers.clear('typing');
    if (name === null) return;
    this.timers.set('typing', TYPING_SHOWN, () => {
      this.typing = null;
      this.deps.changed();
    });
  }

  private setRead(seq: number): void {
    this.readSeq = seq;
    this.deps.store.write('read', seq);
    this.deps.store.write('mark', this.thread.rows[seq - this.thread.base - 1]?.id ?? '');
    this.deps.changed();
  }

  private hear(news: TabNews): void {
    if (news === 'read') this.readSeq = this.deps.store.read<number | null>('read', this.readSeq);
    if (news === 'visitor') this.followVisitor();
    // The tab that wrote a message may be closed before it could send it.
    if (news === 'outbox') {
      this.keep();
      this.timers.set('strays', STRAYS_AFTER, () => void this.outbox.flush());
    }
    this.deps.changed();
  }

  /** Another tab has renewed the token, or signed the person out. */
  private followVisitor(): void {
    if (!this.deps.store.read('visitor', null)) this.outbox.forget();
    const change = this.access.pass.follow();
    if (change === 'same') return;
    if (change !== 'renewed') this.resetThread();
    if (change === 'gone') {
      this.begun = null;
      this.link.stop();
      return;
    }
    if (change === 'other') void this.history().catch(() => this.link.restart());
    if (this.link.phase !== 'idle') this.link.restart();
  }

  /** True when asking again makes no sense. */
  private refusedForGood(error: unknown): boolean {
    const refused = error instanceof ApiError && (error.status === 403 || error.status === 404);
    if (refused) {
      this.blocked = true;
      this.link.stop();
      this.deps.changed();
    }
    return refused;
  }
}
