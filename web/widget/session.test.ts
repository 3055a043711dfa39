import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Api, ApiError } from './api';
import type { Identity, MessagePage, ServerFrame, Visitor, VisitorMessage } from './protocol';
import { Session } from './session';
import { carry, forgetPersons, Store } from './storage';

/** The server's side of one channel, without a network. */
class Backend {
  threads = new Map<string, VisitorMessage[]>();
  tokens = new Map<string, string>();
  fetches: number[] = [];
  sends: string[] = [];
  registered: Array<{ token?: string; identity?: Identity }> = [];
  verified = false;
  /** The status with which claims of an identity are refused. */
  claimRefused = 0;
  /** Messages do not get through. */
  cut = false;
  private count = 0;

  add(visitor: string, more: Partial<VisitorMessage> = {}): VisitorMessage {
    const thread = this.threads.get(visitor) ?? [];
    const seq = thread.length + 1;
    const message: VisitorMessage = {
      id: `${visitor}-${seq}`,
      seq,
      conversation_id: 'c',
      from: 'staff',
      author_name: '小林',
      text: `第 ${seq} 条`,
      attachments: [],
      created_at: new Date().toISOString(),
      recalled: false,
      ...more,
    };
    this.threads.set(visitor, [...thread, message]);
    return message;
  }

  api(): Api {
    const thread = (token: string) => {
      const visitor = this.tokens.get(token);
      if (!visitor) throw new ApiError(401, 'auth.required', '', 0);
      return { visitor, rows: this.threads.get(visitor) ?? [] };
    };
    const methods = {
      socketUrl: () => 'ws://x/socket',
      visitor: async (body: { token?: string; identity?: Identity }): Promise<Visitor> => {
        this.registered.push(body);
        if (body.identity && this.claimRefused) throw new ApiError(this.claimRefused, 'request.invalid', '', 0);
        if (body.token && !this.tokens.has(body.token)) throw new ApiError(401, 'auth.required', '', 0);
        const visitor_id = this.tokens.get(body.token ?? '') ?? `v${++this.count}`;
        const token = `${visitor_id}-t${this.registered.length}`;
        this.tokens.set(token, visitor_id);
        const last_seq = this.threads.get(visitor_id)?.length ?? 0;
        return { visitor_id, token, expires_at: '', verified: this.verified, last_seq };
      },
      messages: async (token: string, after: number, limit: number): Promise<MessagePage> => {
        const { rows } = thread(token);
        this.fetches.push(after);
        const page = rows.filter((row) => row.seq > after).slice(0, limit);
        return { rows: page, last_seq: rows.length, staff_read_seq: 0, conversation: null };
      },
      send: async (token: string, body: { client_key: string; text: string }) => {
        if (this.cut) throw new ApiError(0, 'network', '', 0);
        const { visitor, rows } = thread(token);
        this.sends.push(body.text);
        const known = rows.find((row) => row.client_key === body.client_key);
        return known ?? this.add(visitor, { from: 'visitor', text: body.text, client_key: body.client_key });
      },
      read: async () => undefined,
    };
    return methods as unknown as Api;
  }
}

class Wire {
  static all: Wire[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  onerror: (() => void) | null = null;
  sent: Array<{ t: string; after?: number }> = [];

  constructor() {
    Wire.all.push(this);
  }

  send(data: string): void {
    this.sent.push(JSON.parse(data));
  }

  close(): void {
    this.onclose?.();
  }

  say(frame: ServerFrame): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  welcome(lastSeq: number): void {
    this.onopen?.();
    this.say({ t: 'welcome', last_seq: lastSeq, staff_read_seq: 0 });
  }
}

let backend: Backend;
let arrived: number[];
let refused: string[];
let sessions: Session[];

function open(identity: Identity | null = null): Session {
  const bucket = identity ? 'person:' : 'guest:';
  const session = new Session({
    api: backend.api(),
    channelKey: 'k',
    identity,
    store: new Store(bucket),
    anonymous: new Store('guest:'),
    tabsName: bucket + sessions.length,
    guestTabs: 'guest:',
    reason: (error) => error.message,
    arrived: (messages) => arrived.push(...messages.map((message) => message.seq)),
    refused: (item, code) => refused.push(`${item.text} ${code}`),
    changed: () => undefined,
  });
  sessions.push(session);
  return session;
}

const wire = () => Wire.all[Wire.all.length - 1] as Wire;
const settle = () => vi.advanceTimersByTimeAsync(400);
const seqs = (session: Session) => session.thread.rows.map((row) => row.seq);

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', Wire);
  localStorage.clear();
  Wire.all = [];
  backend = new Backend();
  arrived = [];
  refused = [];
  sessions = [];
});

afterEach(() => {
  for (const session of sessions) session.stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

async function joined(): Promise<Session> {
  const session = open();
  void session.begin();
  await settle();
  wire().welcome(0);
  await settle();
  return session;
}

describe('session', () => {
  it('follows a restored server that knows less, and shows what is written there since', async () => {
    const session = await joined();
    for (let i = 0; i < 5; i++) wire().say({ t: 'message', message: backend.add('v1') });
    await settle();
    session.seen();
    // Back from a copy of an earlier day, and somebody writes under a number we had.
    backend.threads.set('v1', (backend.threads.get('v1') ?? []).slice(0, 3));
    wire().close();
    await vi.advanceTimersByTimeAsync(2000);
    wire().welcome(3);
    await settle();
    expect(seqs(session)).toEqual([1, 2, 3]);
    wire().say({ t: 'message', message: backend.add('v1', { id: 'new-4', text: '还在的' }) });
    await settle();
    expect(session.thread.rows.map((row) => row.id)).toEqual(['v1-1', 'v1-2', 'v1-3', 'new-4']);
    expect(session.unread).toBe(1);
  });

  it('a claim that the server refuses takes nothing from the visitor', async () => {
    const guest = await joined();
    guest.send('匿名问', []);
    await settle();
    backend.claimRefused = 400;
    const session = open({ id: 'x', expires: 1, signature: '' });
    void session.begin();
    await settle();
    expect(session.thread.rows.map((row) => row.text)).toEqual(['匿名问']);
    session.send('还能写', []);
    await settle();
    expect(backend.sends).toEqual(['匿名问', '还能写']);
    // The talk is still the stranger's.
    expect(new Store('guest:').read<{ visitor_id: string } | null>('visitor', null)?.visitor_id).toBe('v1');
  });

  it('what is no refusal of the claim is tried again with it', async () => {
    backend.claimRefused = 503;
    const session = open({ id: 'x', expires: 1, signature: '' });
    void session.begin();
    await settle();
    expect(backend.registered.map(({ identity }) => identity?.id)).toEqual(['x']);
    backend.claimRefused = 0;
    await vi.advanceTimersByTimeAsync(3000);
    expect(backend.registered.map(({ identity }) => identity?.id)).toEqual(['x', 'x']);
  });

  it('notices a restored server that has caught up in numbers by what stands under them', async () => {
    const session = await joined();
    const ids = () => session.thread.rows.map((row) => row.id);
    // Long ago, so that no reread for recalls comes upon it.
    const created_at = '2020-01-01T00:00:00Z';
    for (let i = 0; i < 5; i++) wire().say({ t: 'message', message: backend.add('v1', { created_at }) });
    const kept = (backend.threads.get('v1') ?? []).slice(0, 3);
    const tell = (last: number) => {
      wire().close();
      return vi.advanceTimersByTimeAsync(2000).then(() => wire().welcome(last));
    };
    backend.threads.set('v1', kept);
    for (const id of ['new-4', 'new-5', 'new-6']) backend.add('v1', { id });
    await tell(6);
    await settle();
    expect(ids()).toEqual(['v1-1', 'v1-2', 'v1-3', 'new-4', 'new-5', 'new-6']);
    // And by the number its own message gets, before any socket is back.
    backend.threads.set('v1', kept);
    session.send('我也在', []);
    await settle();
    expect(ids()).toEqual(['v1-1', 'v1-2', 'v1-3', 'v1-4']);
    expect(session.outbox.items()).toEqual([]);
  });

  it('takes the place in line from frames, for its own conversation and only while it waits', async () => {
    const session = await joined();
    const queue = {
      place: 2,
      wait_seconds: null,
      open: true,
      next_opening: null,
      staffed: true,
      asked: false,
      may_leave_message: false,
      callback: false,
    };
    wire().say({ t: 'conversation', conversation: { id: 'c', state: 'open', owner_name: '', queue: null } });
    wire().say({ t: 'queue', conversation_id: 'other', queue });
    expect(session.conversation?.queue).toBeNull();
    wire().say({ t: 'queue', conversation_id: 'c', queue });
    expect(session.conversation?.queue?.place).toBe(2);
    wire().say({ t: 'conversation', conversation: { id: 'c', state: 'open', owner_name: '小林', queue: null } });
    wire().say({ t: 'queue', conversation_id: 'c', queue });
    expect(session.conversation?.queue).toBeNull();
  });

  it.each(['restart', 'expired', 'slow', 'one of next year'])('comes back after bye %s', async (code) => {
    const session = await joined();
    wire().say({ t: 'bye', code, retry: true });
    await vi.advanceTimersByTimeAsync(3_000);
    expect(Wire.all.length).toBeGreaterThan(1);
    wire().welcome(0);
    await settle();
    wire().say({ t: 'message', message: backend.add('v1') });
    await settle();
    expect(seqs(session)).toEqual([1]);
    expect([session.blocked, session.down]).toEqual([false, false]);
  });

  it('says so when the server wants no more of it', async () => {
    const session = await joined();
    wire().say({ t: 'bye', code: 'blocked', retry: false });
    await vi.advanceTimersByTimeAsync(120_000);
    expect(Wire.all).toHaveLength(1);
    expect(session.blocked).toBe(true);
  });

  it('fetches what a live frame shows to be missing, by number', async () => {
    const session = await joined();
    const [first, , third] = [backend.add('v1'), backend.add('v1'), backend.add('v1')];
    wire().say({ t: 'message', message: first as VisitorMessage });
    wire().say({ t: 'message', message: third as VisitorMessage });
    expect(seqs(session)).toEqual([1]);
    await settle();
    expect(seqs(session)).toEqual([1, 2, 3]);
    expect(backend.fetches).toContain(1);
    expect(arrived).toEqual([1, 2, 3]);
  });

  it('brings five missed messages once and in order after an outage', async () => {
    const session = await joined();
    wire().say({ t: 'message', message: backend.add('v1') });
    session.lost();
    for (let i = 0; i < 5; i++) backend.add('v1');
    await vi.advanceTimersByTimeAsync(400);
    session.wake();
    const missed = backend.threads.get('v1') ?? [];
    wire().welcome(6);
    expect(wire().sent[0]).toMatchObject({ t: 'hello', after: 1 });
    // The server replays too; both ways together must not double anything.
    for (const message of missed.slice(1)) wire().say({ t: 'message', message });
    await settle();
    expect(seqs(session)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(arrived).toEqual([1, 2, 3, 4, 5, 6]);
    expect(session.unread).toBe(6);
  });

  it('learns of a recall that happened while it was away', async () => {
    const session = await joined();
    wire().say({ t: 'message', message: backend.add('v1') });
    session.lost();
    backend.threads.set(
      'v1',
      (backend.threads.get('v1') ?? []).map((row) => ({ ...row, recalled: true, text: '' })),
    );
    session.wake();
    wire().welcome(1);
    await settle();
    expect(session.thread.rows[0]).toMatchObject({ recalled: true, text: '' });
  });

  it('starts over with a server that knows less, after a restore', async () => {
    const session = await joined();
    for (let i = 0; i < 3; i++) wire().say({ t: 'message', message: backend.add('v1') });
    backend.threads.set('v1', (backend.threads.get('v1') ?? []).slice(0, 1));
    session.lost();
    session.wake();
    wire().welcome(1);
    await settle();
    expect(seqs(session)).toEqual([1]);
  });

  it('gets a new visitor when the token is spent and still sends what was written', async () => {
    const session = await joined();
    wire().say({ t: 'message', message: backend.add('v1') });
    backend.tokens.clear();
    session.send('还在', []);
    await settle();
    expect(backend.threads.get('v2')?.map((row) => row.text)).toEqual(['还在']);
    expect(session.outbox.items()).toEqual([]);
    await vi.advanceTimersByTimeAsync(2000);
    expect(session.thread.rows.map((row) => row.text)).toEqual(['还在']);
  });

  it('keeps the visitor over a reload', async () => {
    const first = await joined();
    first.send('一', []);
    await settle();
    first.stop();
    const second = open();
    expect(second.known).toBe(true);
    void second.begin();
    await settle();
    expect(second.thread.rows.map((row) => row.text)).toEqual(['一']);
    expect(backend.registered[1]?.token).toBe('v1-t1');
  });

  it('opens a long thread at its end and pages back by number', async () => {
    const first = await joined();
    first.stop();
    for (let i = 0; i < 120; i++) backend.add('v1');
    const session = open();
    void session.begin();
    await settle();
    expect(seqs(session)[0]).toBe(71);
    await session.loadOlder();
    expect(seqs(session)[0]).toBe(21);
    await session.loadOlder();
    await session.loadOlder();
    expect(seqs(session)).toHaveLength(120);
  });

  it('leaves the guest token behind when the person is verified', async () => {
    const guest = await joined();
    guest.send('我是谁', []);
    await settle();
    guest.stop();
    backend.verified = true;
    const person = open({ id: 'u', expires: 1, signature: 'x' });
    void person.begin();
    await settle();
    expect(person.thread.rows.map((row) => row.text)).toEqual(['我是谁']);
    person.forget();
    person.stop();
    expect(open().known).toBe(false);
  });

  it('takes a talk along also for a person who was here before', async () => {
    backend.verified = true;
    const before = open({ id: 'u', expires: 1, signature: 'x' });
    void before.begin();
    await settle();
    before.stop();
    backend.verified = false;
    const guest = await joined();
    guest.send('没登录时问的', []);
    await settle();
    guest.stop();
    backend.verified = true;
    const person = open({ id: 'u', expires: 1, signature: 'x' });
    void person.begin();
    await settle();
    expect(backend.registered.at(-1)?.token).toMatch(/^v2-/);
    expect(person.thread.rows.map((row) => row.text)).toEqual(['没登录时问的']);
    person.forget();
    person.stop();
    expect(Object.keys(localStorage)).toEqual([]);
  });

  it('carries over what is half typed or unsent, and leaves nothing of it behind', () => {
    const guest = new Store('guest:');
    const person = new Store('person:');
    guest.write('draft', '腰围是');
    guest.write('outbox', [{ key: 'b' }]);
    guest.write('note', { at: 'x' });
    person.write('outbox', [{ key: 'a' }]);
    carry(guest, person);
    expect(person.read('draft', '')).toBe('腰围是');
    expect(person.read('outbox', [])).toEqual([{ key: 'a' }, { key: 'b' }]);
    expect(person.read('note', null)).toEqual({ at: 'x' });
    expect(guest.read('outbox', null)).toEqual([]);
    guest.drop('outbox');
    expect(Object.keys(localStorage).filter((key) => key.startsWith('guest:'))).toEqual([]);
    guest.write('draft', '又写了一句');
    carry(guest, person);
    expect(person.read('draft', '')).toBe('腰围是');
    forgetPersons('person:');
    expect(Object.keys(localStorage)).toEqual([]);
  });

  describe('a page that clears the storage', () => {
    const stored = () =>
      new Store('guest:').read<Array<{ text: string }> | null>('outbox', null)?.map((one) => one.text);
    /** What the tabs say to each other, said by the test. */
    let channels: Array<{ onmessage?(event: { data: string }): void }>;
    const newsFor = (tab: number, data: string) => channels[tab]?.onmessage?.({ data });
    let session: Session;
    beforeEach(async () => {
      channels = [];
      class Channel {
        onmessage?: (event: { data: string }) => void;
        constructor() {
          channels.push(this);
        }
        postMessage(): void {}
        close(): void {}
      }
      vi.stubGlobal('BroadcastChannel', Channel);
      session = await joined();
      backend.cut = true;
      session.send('断网时写的', []);
      await settle();
    });

    it('takes no line that is unsent', async () => {
      localStorage.clear();
      expect(session.outbox.items().map((item) => item.text)).toEqual(['断网时写的']);
      expect(stored()).toEqual(['断网时写的']);
      localStorage.clear();
      session.send('再写一句', []);
      expect(stored()).toEqual(['断网时写的', '再写一句']);
      backend.cut = false;
      await vi.advanceTimersByTimeAsync(60_000);
      expect(backend.sends).toEqual(['断网时写的', '再写一句']);
      expect([session.outbox.items(), stored()]).toEqual([[], []]);
    });

    it.each([
      ['nothing', () => localStorage.clear()],
      ['a text', () => localStorage.setItem('guest:outbox', '"[]"')],
      ['half of it', () => localStorage.setItem('guest:outbox', '[{"key":')],
    ])('leaves what is unsent to the next page, though %s was left', (_, breaks) => {
      breaks();
      session.keep();
      expect(stored()).toEqual(['断网时写的']);
      breaks();
      session.stop();
      expect(stored()).toEqual(['断网时写的']);
    });

    it('brings back nothing of who has left, here or in another tab', async () => {
      const other = open();
      expect(other.outbox.items()).toHaveLength(1);
      session.forget();
      session.stop();
      expect(stored()).toBeUndefined();
      newsFor(1, 'visitor');
      expect([other.outbox.items(), stored()]).toEqual([[], undefined]);
    });

    it('follows the tab that has sent it', async () => {
      const other = open();
      expect(other.outbox.items()).toHaveLength(1);
      backend.cut = false;
      await vi.advanceTimersByTimeAsync(60_000);
      newsFor(1, 'outbox');
      localStorage.clear();
      expect(other.outbox.items()).toEqual([]);
    });
  });

  it('a guest tab does not send what the person has taken along', () => {
    const guest = open();
    new Store('guest:').write('outbox', [{ key: 'a' }]);
    expect(guest.outbox.items()).toHaveLength(1);
    carry(new Store('guest:'), new Store('person:'));
    expect(guest.outbox.items()).toEqual([]);
  });

  it.each([
    ['without a history', 0, null, 2],
    ['who has read their own history', 3, 3, 2],
    ['in a browser that never met their history', 3, null, 2],
    ['with something of their own unseen', 3, 1, 5],
  ])('keeps the count of what is unseen for a person %s', async (_, own, read, unread) => {
    for (let i = 0; i < own; i++) backend.add('v1');
    const guest = open();
    backend.tokens.set('guest', 'v0');
    new Store('guest:').write('visitor', { visitor_id: 'v0', token: 'guest' });
    backend.add('v0', { from: 'visitor' });
    void guest.begin();
    await settle();
    wire().welcome(1);
    wire().say({ t: 'message', message: backend.add('v0') });
    await settle();
    guest.seen();
    for (let i = 0; i < 2; i++) wire().say({ t: 'message', message: backend.add('v0') });
    expect(guest.unread).toBe(2);
    guest.stop();

    // The server puts the stranger's lines behind the person's own, under new numbers.
    const moved = (backend.threads.get('v0') ?? []).map((row) => ({ ...row, seq: row.seq + own }));
    backend.threads.set('v1', [...(backend.threads.get('v1') ?? []), ...moved]);
    for (const token of backend.tokens.keys()) backend.tokens.set(token, 'v1');
    backend.verified = true;
    const person = new Store('person:');
    if (read !== null) {
      person.write('visitor', { visitor_id: 'v1', token: 'guest' });
      person.write('read', read);
    }
    carry(new Store('guest:'), person);
    const signed = open({ id: 'u', expires: 1, signature: 'x' });
    void signed.begin();
    await settle();
    expect(signed.unread).toBe(unread);
    signed.seen();
    signed.stop();
    const again = open({ id: 'u', expires: 1, signature: 'x' });
    void again.begin();
    await settle();
    expect(again.unread).toBe(0);
  });

  it.each([
    [429, 'widget.crowded', true],
    [429, 'request.rate', false],
    [403, 'widget.blocked_heard', false],
    [403, 'widget.blocked', false],
  ])('tells of %d %s only where trying again makes no sense', async (status, code, mayLeaveNote) => {
    const session = await joined();
    const full = vi.fn().mockRejectedValue(new ApiError(status, code, '人太多', 5, '', mayLeaveNote));
    const { api } = (session as unknown as { deps: { api: Api } }).deps;
    api.send = full;
    session.send('在吗', []);
    await settle();
    const slow = code === 'request.rate';
    expect(refused).toEqual(slow ? [] : [`在吗 ${code}`]);
    const state = slow ? 'queued' : code === 'widget.blocked_heard' ? 'heard' : 'failed';
    expect(session.outbox.items()).toMatchObject([{ text: '在吗', state }]);
    expect(session.blocked).toBe(false);
    await vi.advanceTimersByTimeAsync(6000);
    expect(full).toHaveBeenCalledTimes(slow ? 2 : 1);
  });

  it('stays quiet about history a new browser meets for the first time', async () => {
    const session = await joined();
    wire().say({ t: 'message', message: backend.add('v1') });
    await settle();
    expect(session.unread).toBe(1);
    session.seen();
    expect(session.unread).toBe(0);
    expect(wire().sent.slice(-1)).toEqual([{ t: 'read', seq: 1 }]);
  });
});
