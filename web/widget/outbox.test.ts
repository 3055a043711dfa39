import { beforeEach, describe, expect, it } from 'vitest';
import { Outbox, type OutboxItem, type SendFault } from './outbox';
import type { VisitorMessage } from './protocol';

function message(seq: number, key: string): VisitorMessage {
  return {
    id: `m${seq}`,
    seq,
    conversation_id: 'c',
    from: 'visitor',
    author_name: '',
    text: key,
    attachments: [],
    created_at: '2026-01-01T00:00:00Z',
    recalled: false,
    client_key: key,
  };
}

class Fault extends Error {
  constructor(readonly fault: SendFault) {
    super(fault.kind);
  }
}

/** A server that keeps what it gets once per key, and can be made to fail. */
class Server {
  kept: string[] = [];
  tries: string[] = [];
  script: Array<SendFault | 'answer lost'> = [];

  async take(item: OutboxItem): Promise<VisitorMessage> {
    this.tries.push(item.key);
    const step = this.script.shift();
    if (step && step !== 'answer lost') throw new Fault(step);
    if (!this.kept.includes(item.key)) this.kept.push(item.key);
    if (step === 'answer lost') throw new Fault({ kind: 'network' });
    return message(this.kept.indexOf(item.key) + 1, item.key);
  }
}

let storage: OutboxItem[];
let server: Server;
let pauses: Array<{ work: () => void; wait: number }>;
let queue: Promise<unknown>;
let sent: string[];
let refused: string[];

function tab(): Outbox {
  return new Outbox({
    load: () => structuredClone(storage),
    save: (items) => {
      storage = structuredClone(items);
    },
    send: (item) => server.take(item),
    fault: (error) => (error as Fault).fault,
    lock: (work) => {
      const next = queue.then(work, work);
      queue = next.catch(() => undefined);
      return next;
    },
    later: (work, wait) => {
      const pause = { work, wait };
      pauses.push(pause);
      return () => {
        pauses = pauses.filter((other) => other !== pause);
      };
    },
    random: () => 1,
    sent: (delivered) => sent.push(delivered.client_key ?? ''),
    refused: (item, code) => refused.push(`${item.key} ${code}`),
    changed: () => undefined,
  });
}

const say = (box: Outbox, key: string, after = 0) => box.add({ key, text: key, attachments: [], at: 1, after });
const settle = () => new Promise((done) => setTimeout(done, 5));
const pass = async () => {
  for (const pause of pauses.splice(0)) pause.work();
  await settle();
};

beforeEach(() => {
  storage = [];
  server = new Server();
  pauses = [];
  queue = Promise.resolve();
  sent = [];
  refused = [];
});

describe('outbox', () => {
  it('sends in the order written, one at a time', async () => {
    const box = tab();
    for (const key of ['a', 'b', 'c']) say(box, key);
    await settle();
    expect(server.kept).toEqual(['a', 'b', 'c']);
    expect(server.tries).toEqual(['a', 'b', 'c']);
    expect(sent).toEqual(['a', 'b', 'c']);
    expect(storage).toEqual([]);
  });

  it('retries a lost answer with the same key and doubles nothing', async () => {
    const box = tab();
    server.script = ['answer lost'];
    say(box, 'a');
    say(box, 'b');
    await settle();
    expect(server.tries).toEqual(['a']);
    expect(box.items().map((item) => item.key)).toEqual(['a', 'b']);
    await pass();
    expect(server.tries).toEqual(['a', 'a', 'b']);
    expect(server.kept).toEqual(['a', 'b']);
    expect(storage).toEqual([]);
  });

  it('keeps the order over a network loss and waits longer each time', async () => {
    const box = tab();
    server.script = [{ kind: 'network' }, { kind: 'network' }, { kind: 'network' }];
    say(box, 'a');
    await settle();
    say(box, 'b');
    await settle();
    expect(box.held?.kind).toBe('network');
    const waits = [pauses[0]?.wait];
    await pass();
    waits.push(pauses[0]?.wait);
    expect(waits).toEqual([1000, 2000]);
    await pass();
    await pass();
    expect(server.kept).toEqual(['a', 'b']);
    expect(box.held).toBeNull();
  });

  it('is done with a message that arrived another way', async () => {
    const box = tab();
    server.script = ['answer lost'];
    say(box, 'a');
    await settle();
    box.settle('a', 1);
    await pass();
    expect(server.tries).toEqual(['a']);
    expect(storage).toEqual([]);
  });

  it('survives a reload', async () => {
    server.script = ['answer lost'];
    say(tab(), 'a');
    await settle();
    pauses = [];
    await tab().flush();
    expect(server.tries).toEqual(['a', 'a']);
    expect(server.kept).toEqual(['a']);
  });

  it('lets two tabs send without doubling', async () => {
    const [one, two] = [tab(), tab()];
    say(one, 'a');
    say(two, 'b');
    void one.flush();
    void two.flush();
    await settle();
    expect(server.tries).toEqual(['a', 'b']);
  });

  it('waits as long as the server asks', async () => {
    const box = tab();
    server.script = [{ kind: 'slow', seconds: 7 }];
    say(box, 'a');
    await settle();
    expect(pauses[0]?.wait).toBe(7000);
    say(box, 'b');
    box.wake();
    await settle();
    expect(server.tries).toEqual(['a']);
    await pass();
    expect(server.kept).toEqual(['a', 'b']);
  });

  it('steps over a refused message and keeps it for the writer', async () => {
    const box = tab();
    server.script = [{ kind: 'refused', code: 'x', reason: '太长' }];
    say(box, 'a', 4);
    say(box, 'b', 4);
    await settle();
    expect(server.kept).toEqual(['b']);
    expect(box.items()).toMatchObject([{ key: 'a', state: 'failed', reason: '太长', after: 4 }]);
    box.retry('a');
    await settle();
    expect(server.kept).toEqual(['b', 'a']);
    expect(server.tries).toEqual(['a', 'b', 'a']);
  });

  it('tells of a refusal with its code, once it stands there, and asks no more by itself', async () => {
    const box = tab();
    server.script = [
      { kind: 'refused', code: 'widget.crowded', reason: '人太多' },
      { kind: 'refused', code: 'widget.blocked_heard', reason: '已转给同事' },
      { kind: 'refused', code: 'widget.blocked', reason: '暂时不能写' },
    ];
    say(box, 'a');
    say(box, 'b');
    say(box, 'c');
    await settle();
    expect(refused).toEqual(['a widget.crowded', 'b widget.blocked_heard', 'c widget.blocked']);
    expect(box.items()).toMatchObject([
      { key: 'a', state: 'failed', code: 'widget.crowded', reason: '人太多' },
      { key: 'b', state: 'heard', reason: '已转给同事' },
      { key: 'c', state: 'failed', code: 'widget.blocked', reason: '暂时不能写' },
    ]);
    box.wake();
    await settle();
    expect([server.tries, pauses]).toEqual([['a', 'b', 'c'], []]);
    box.passOn('a', '已作为留言转给同事');
    expect(box.items()[0]).toMatchObject({ state: 'heard', reason: '已作为留言转给同事' });
    box.retry('c');
    await settle();
    expect(server.kept).toEqual(['c']);
    expect(box.items().map((item) => item.key)).toEqual(['a', 'b']);
  });

  it('gives up on a message the server chokes on, and goes on with the next', async () => {
    const box = tab();
    server.script = Array.from({ length: 8 }, () => ({ kind: 'server' as const }));
    say(box, 'a');
    say(box, 'b');
    await settle();
    for (let i = 0; i < 8; i++) await pass();
    expect(box.items()).toMatchObject([{ key: 'a', state: 'failed' }]);
    expect(server.kept).toEqual(['b']);
  });

  it('skips the pause when the network is back', async () => {
    const box = tab();
    server.script = [{ kind: 'network' }];
    say(box, 'a');
    await settle();
    box.wake();
    await settle();
    expect(server.kept).toEqual(['a']);
    expect(pauses).toEqual([]);
  });

  it('moves later items below what was delivered', async () => {
    const box = tab();
    say(box, 'a', 5);
    storage = [
      { ...(storage[0] as OutboxItem), key: 'x', state: 'failed' },
      { ...(storage[0] as OutboxItem), key: 'y' },
      { ...(storage[0] as OutboxItem), key: 'z' },
    ];
    box.settle('y', 9);
    expect(storage.map((item) => [item.key, item.after])).toEqual([
      ['x', 5],
      ['z', 9],
    ]);
  });
});
