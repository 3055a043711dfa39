import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Compose } from '../compose';
import type { Parts } from '../parts';
import type { Attachment, WidgetConfig } from '../protocol';
import { Store } from '../storage';
import type { Extras } from './extras';
import { extraTranslator } from './texts';
import { Uploads } from './uploads';

/** One try at an upload, ended by the test. */
interface Try {
  who: string;
  name: string;
  key: string;
  aborted: boolean;
  ends(error?: object): void;
}

let tries: Try[];
let told: string[];
const settle = () => new Promise((done) => setTimeout(done));
const file = (name: string, size = 3) => new File(['x'.repeat(size)], name);

function tray(who: string, changed: () => void = () => undefined): Uploads {
  return new Uploads({
    limits: { max_file_bytes: 10 },
    t: extraTranslator('zh-CN'),
    retry: '重试',
    say: (text) => told.push(text),
    changed,
    start: ({ name }, key) => {
      let ends: Try['ends'] = () => undefined;
      const done = new Promise<Attachment>((resolve, reject) => {
        ends = (error) => (error ? reject(error) : resolve({ id: `${who} ${name}` } as Attachment));
      });
      const one: Try = { who, name, key, aborted: false, ends };
      tries.push(one);
      return {
        done,
        abort: () => {
          one.aborted = true;
          ends({ status: 0 });
        },
      };
    },
  });
}

beforeEach(() => {
  tries = [];
  told = [];
});
afterEach(() => localStorage.clear());

describe('uploads', () => {
  it('go on under another name: done ones as they are, running ones anew with their key', async () => {
    const guest = tray('guest');
    guest.add([file('done'), file('broken'), file('runs'), file('waits')]);
    tries[0]?.ends();
    tries[1]?.ends({ status: 413, message: '太大' });
    await settle();
    const given = guest.leave();
    await settle();
    expect(tries[2]?.aborted).toBe(true);
    expect([guest.list, told]).toEqual([[], ['“broken”上传失败 · 太大']]);
    const person = tray('person');
    person.adopt(given);
    expect(person.list.map((upload) => [upload.file.name, upload.state])).toEqual([
      ['done', 'done'],
      ['broken', 'failed'],
      ['runs', 'sending'],
      ['waits', 'sending'],
    ]);
    const again = tries.filter((one) => one.who === 'person');
    expect(again.map((one) => one.name)).toEqual(['runs', 'waits']);
    expect(again[0]?.key).toBe(tries[2]?.key);
    for (const one of again) one.ends();
    await settle();
    expect(person.take().map((attachment) => attachment.id)).toEqual(['guest done', 'person runs', 'person waits']);
    expect(person.list.map((upload) => upload.file.name)).toEqual(['broken']);
  });

  it('say what cannot be sent, and take the rest', () => {
    const one = tray('guest');
    expect(one.add([file('good'), file('huge', 11), file('empty', 0), file('whole', 10)])).toBe(false);
    expect(one.list.map(({ file, state, hopeless, reason }) => [file.name, state, hopeless, reason])).toEqual([
      ['good', 'sending', false, ''],
      ['huge', 'failed', true, '“huge”有 11 B，超过 10 B 的上限，请压缩后再发。'],
      ['empty', 'failed', true, '“empty”是空文件，请检查后再发。'],
      ['whole', 'sending', false, ''],
    ]);
    expect(tries.map(({ name }) => name)).toEqual(['good', 'whole']);
    expect(told).toEqual([`${one.list[1]?.reason} ${one.list[2]?.reason}`]);
    expect(one.add(Array.from({ length: 9 }, (_, i) => file(`${i}`)))).toBe(false);
    expect([one.list.length, told.at(-1)]).toEqual([12, '一次最多添加 10 个文件，其余请分次发送。']);
  });
});

describe('another try', () => {
  it.each([
    [0, false],
    [503, false],
    [403, false],
    [409, false],
    [400, true],
    [413, true],
    [415, true],
  ])('after an answer %i is hopeless: %s', async (status, hopeless) => {
    const one = tray('guest');
    one.add([file('a.exe')]);
    tries[0]?.ends({ status, message: '不行' });
    await settle();
    expect(one.list.map((upload) => [upload.state, upload.hopeless])).toEqual([['failed', hopeless]]);
    expect(one.list[0]?.reason).toContain('a.exe');
  });
});

describe('files chosen before what handles them is here', () => {
  let bring: () => void;
  let sent: Array<[string, string[]]>;
  function compose(): Compose {
    sent = [];
    const parts = {
      load: () =>
        new Promise((done) => {
          bring = () => done({ tray: (of: Compose) => tray('guest', () => of.filesChanged()) } as unknown as Extras);
        }),
    } as unknown as Parts;
    return new Compose({
      api: {} as never,
      session: {
        send: (text: string, files: Attachment[]) => sent.push([text, files.map(({ id }) => id)]),
        sendTyping: () => undefined,
      } as never,
      store: new Store('x:'),
      config: {} as WidgetConfig,
      parts,
      language: 'zh-CN',
      t: (key) => key,
      changed: () => undefined,
    });
  }

  it('go with the message that was sent meanwhile', async () => {
    const one = compose();
    one.write('看这个');
    one.addFiles([file('a')]);
    one.submit();
    expect([one.pending, one.canSend, sent]).toEqual([true, true, []]);
    bring();
    await settle();
    expect([one.held, sent]).toEqual([[], []]);
    tries[0]?.ends();
    await settle();
    expect(sent).toEqual([['看这个', ['guest a']]]);
    one.stop();
  });

  it.each([
    ['alone', []],
    ['beside a good one', [file('a')]],
  ])('hold the message back when one cannot go, %s', async (_, more) => {
    const one = compose();
    one.write('看这个');
    one.addFiles([file('huge', 11), ...more]);
    one.submit();
    bring();
    await settle();
    for (const each of tries) each.ends();
    await settle();
    expect([one.pending, one.draft, sent, told.length]).toEqual([false, '看这个', [], 1]);
    one.stop();
  });

  it('are handed on, and forgotten by a window that has ended', async () => {
    const one = compose();
    one.addFiles([file('a')]);
    const given = one.leave();
    one.stop();
    bring();
    await settle();
    expect([given.held.map(({ name }) => name), one.tray, tries]).toEqual([['a'], null, []]);
    const next = compose();
    next.goOn(given);
    bring();
    await settle();
    expect(tries.map(({ name }) => name)).toEqual(['a']);
    next.stop();
  });
});
