import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { deskArrived, deskWhole, type Module, modules, setModules, whenModules, wholeDesk } from './module';
import { spoken } from './spoken';

const word = (text: string) => ({ 'zh-CN': text, 'zh-TW': text, en: text });
const door: Module = { name: 'inbox', commands: [{ id: 'inbox.next', combo: 'j' }] };
const rest: Module[] = [
  { name: 'inbox', labels: { 'inbox.next': word('下一个') } },
  { name: 'wall', commands: [{ id: 'wall.go', combo: 'g w', label: word('去看板') }] },
];

describe('the manifests behind the doors', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('come once, however many wait, and are told of before anybody goes on', async () => {
    const bring = vi.fn(async () => rest);
    setModules([door], bring);
    expect([modules(), deskWhole()]).toEqual([[door], false]);
    const heard: string[] = [];
    const undo = whenModules(() => heard.push(`told ${modules().length}`));
    await Promise.all([wholeDesk().then(() => heard.push('went on')), wholeDesk()]);
    undo();
    expect(bring).toHaveBeenCalledTimes(1);
    expect(heard).toEqual(['told 3', 'went on']);
    expect([modules(), deskWhole()]).toEqual([[door, ...rest], true]);
  });

  it('are asked for a second time when the network lost them', async () => {
    const bring = vi.fn(async () => rest).mockRejectedValueOnce(new TypeError('lost'));
    setModules([door], bring);
    const whole = wholeDesk();
    await vi.runAllTimersAsync();
    await whole;
    expect(bring).toHaveBeenCalledTimes(2);
    expect(deskWhole()).toBe(true);
  });

  it('say so to everybody who waits when they stay lost', async () => {
    setModules([door], () => Promise.reject(new TypeError('lost')));
    const told = expect(wholeDesk()).rejects.toThrow('lost');
    await vi.runAllTimersAsync();
    await told;
    await expect(wholeDesk()).rejects.toThrow('lost');
    expect([modules(), deskWhole()]).toEqual([[door], false]);
  });

  it('leave places that hold nothing without them waiting, whatever becomes of them', async () => {
    setModules([door], () => Promise.reject(new TypeError('lost')));
    const ends = vi.fn();
    deskArrived().then(ends, ends);
    const told = vi.fn();
    const undo = whenModules(told);
    await vi.runAllTimersAsync();
    undo();
    expect(told).toHaveBeenCalledTimes(1);
    expect(ends).not.toHaveBeenCalled();
    setModules([door], async () => rest);
    await deskArrived();
    expect(deskWhole()).toBe(true);
  });

  it('bring the names of the commands at the door', async () => {
    setModules([door], async () => rest);
    expect(spoken()).toEqual([]);
    await wholeDesk();
    expect(spoken().map((one) => [one.id, one.combo, one.label.en])).toEqual([
      ['inbox.next', 'j', '下一个'],
      ['wall.go', 'g w', '去看板'],
    ]);
  });

  it('are no question where there are none', async () => {
    setModules([door]);
    expect(deskWhole()).toBe(true);
    await wholeDesk();
    expect(modules()).toEqual([door]);
  });
});
