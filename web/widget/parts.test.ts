import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Command } from './command';
import { kit } from './kit';
import { type PartScript, Parts } from './parts';

/** What stands in the page and waits to be loaded. */
let scripts: PartScript[];
const of = (name: string) => scripts.filter((script) => script.src.endsWith(`/widget/${name}.js`));
const last = (name: string) => of(name).at(-1) as PartScript;
const brings = (name: string, part: unknown) => {
  last(name).tiexin?.take(part);
  last(name).onload?.(new Event('load') as never);
};
const fails = (name: string) => last(name).onerror?.(new Event('error'));
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
  scripts = [];
  vi.spyOn(document.head, 'append').mockImplementation((script) => {
    scripts.push(script as PartScript);
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  localStorage.clear();
});

describe('parts', () => {
  const waiting = { Part: () => null, css: '.wait{}' };
  let parts: Parts;
  let dressed: string[];
  beforeEach(() => {
    parts = new Parts('https://house.example', 'n', kit);
    dressed = [];
    parts.dress = (css) => dressed.push(css);
  });

  it('load once, however often they are asked for', async () => {
    const both = Promise.all([parts.load('waiting'), parts.load('waiting')]);
    expect(parts.get('waiting')).toBeNull();
    brings('waiting', waiting);
    expect(await both).toEqual([waiting, waiting]);
    expect(await parts.load('waiting')).toBe(waiting);
    expect(scripts.map(({ src, nonce }) => [src, nonce])).toEqual([['https://house.example/widget/waiting.js', 'n']]);
    expect([dressed, parts.styles()]).toEqual([['.wait{}'], ['.wait{}']]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect([parts.stuck, scripts.length]).toEqual([false, 1]);
  });

  it('take their address from a policy of our name, which makes no other', () => {
    const made: Array<[string, string]> = [];
    const createPolicy = (policy: string, { createScriptURL }: { createScriptURL(name: string): string }) => ({
      createScriptURL: (name: string) => {
        made.push([policy, createScriptURL(name)]);
        return createScriptURL(name);
      },
    });
    vi.stubGlobal('trustedTypes', { createPolicy });
    void new Parts('https://house.example', 'n', kit).load('waiting');
    expect(made).toEqual([['tiexin', 'https://house.example/widget/waiting.js']]);
    expect(last('waiting').src).toBe('https://house.example/widget/waiting.js');
  });

  it('load without a policy where the page allows none of our name', () => {
    vi.stubGlobal('trustedTypes', {
      createPolicy: () => {
        throw new TypeError('not allowed');
      },
    });
    void new Parts('https://house.example', 'n', kit).load('waiting');
    expect(last('waiting').src).toBe('https://house.example/widget/waiting.js');
  });

  it('say so when they do not come, try again by themselves and at once when asked', async () => {
    let told = 0;
    parts.changed = () => {
      told += 1;
    };
    const loaded = parts.load('waiting');
    fails('waiting');
    expect([parts.stuck, told]).toEqual([true, 1]);
    await vi.advanceTimersByTimeAsync(2000);
    expect(of('waiting')).toHaveLength(2);
    expect(parts.stuck).toBe(false);
    fails('waiting');
    parts.wake();
    expect(of('waiting')).toHaveLength(3);
    brings('waiting', waiting);
    expect(await loaded).toBe(waiting);
    await vi.advanceTimersByTimeAsync(60_000);
    expect([of('waiting').length, parts.stuck]).toEqual([3, false]);
  });

  it.each([
    ['what came was no part', () => last('waiting').onload?.(new Event('load') as never)],
    ['nothing came at all', () => vi.advanceTimersByTime(20_000)],
  ])('are asked for again when %s', async (_, happens) => {
    const loaded = parts.load('waiting');
    happens();
    expect(parts.stuck).toBe(true);
    parts.wake();
    const [slow] = of('waiting');
    // The first one was only slow; the second brings nothing new.
    slow?.tiexin?.take(waiting);
    last('waiting').tiexin?.take({ ...waiting, css: 'other' });
    expect([await loaded, dressed]).toEqual([waiting, ['.wait{}']]);
    fails('waiting');
    expect(parts.stuck).toBe(false);
  });
});

describe('commands', () => {
  const config = {
    name: '客服',
    title: '',
    subtitle: '',
    greeting: '',
    offline_text: '',
    colour: '',
    position: 'right',
    language: 'auto',
    max_file_bytes: 100,
  };
  let command: Command;
  let shells: Array<{ language: string; t: string }>;
  const start = async (more: object = {}) => {
    vi.stubGlobal('fetch', async (url: string) => {
      if (!url.includes('/config')) throw new TypeError('no network');
      return new Response(JSON.stringify({ ...config, ...more }));
    });
    shells = [];
    command = new Command({
      origin: 'https://house.example',
      parts: new Parts('https://house.example', '', kit),
      mount: (shell) => {
        shells.push({ language: shell.deps.language, t: shell.deps.t('send') });
        return () => undefined;
      },
    });
  };

  it('ask for the words of a reader together with the settings, and start when both are here', async () => {
    await start();
    command.boot({ key: 'k', language: 'en' });
    expect(of('en')).toHaveLength(1);
    await settle();
    expect(shells).toEqual([]);
    fails('en');
    await vi.advanceTimersByTimeAsync(2000);
    brings('en', { texts: { send: 'Send' }, css: '' });
    await settle();
    expect(shells).toEqual([{ language: 'en', t: 'Send' }]);
    command.shutdown();
  });

  it('need nothing more for Chinese', async () => {
    await start({ language: 'zh-CN' });
    vi.stubGlobal('navigator', { ...navigator, languages: [], language: 'zh-CN' });
    command.boot({ key: 'k' });
    await settle();
    expect([shells, scripts]).toEqual([[{ language: 'zh-CN', t: '发送' }], []]);
    command.shutdown();
  });
});
