import { afterEach, describe, expect, it, vi } from 'vitest';
import { comboOf, composerAct, composing, type Hotkey, isTyping, listen } from './keys';

function press(key: string, init: KeyboardEventInit & { keyCode?: number } = {}, on: EventTarget = document.body) {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init });
  on.dispatchEvent(event);
  return event;
}

let stop = () => {};
afterEach(() => {
  stop();
  document.body.replaceChildren();
  vi.useRealTimers();
});

function on(...keys: Hotkey[]) {
  stop = listen(() => keys);
}

describe('composing', () => {
  it('knows an input method by isComposing and by keyCode 229', () => {
    expect(composing({ key: 'Enter', isComposing: true })).toBe(true);
    expect(composing({ key: 'Enter', keyCode: 229 })).toBe(true);
    expect(composing({ key: 'Enter', nativeEvent: { isComposing: true } })).toBe(true);
    expect(composing({ key: 'Enter', nativeEvent: { keyCode: 229 } })).toBe(true);
    expect(composing({ key: 'Enter', keyCode: 13 })).toBe(false);
  });
});

describe('composerAct', () => {
  const enter = { key: 'Enter', keyCode: 13 };
  it.each([
    ['enter sends', enter, 'enter', 'send'],
    ['shift+enter breaks the line', { ...enter, shiftKey: true }, 'enter', 'newline'],
    ['ctrl+enter sends and goes on', { ...enter, ctrlKey: true }, 'enter', 'send_next'],
    ['enter breaks the line when ctrl+enter sends', enter, 'ctrl_enter', 'newline'],
    ['ctrl+enter sends when set so', { ...enter, ctrlKey: true }, 'ctrl_enter', 'send'],
    ['the enter that commits a candidate does nothing', { ...enter, isComposing: true }, 'enter', 'none'],
    ['nor does the late one of Safari', { key: 'Enter', keyCode: 229 }, 'enter', 'none'],
    ['nor escape while choosing characters', { key: 'Escape', keyCode: 229 }, 'enter', 'none'],
    ['escape leaves', { key: 'Escape', keyCode: 27 }, 'enter', 'leave'],
    ['alt+up', { key: 'ArrowUp', keyCode: 38, altKey: true }, 'enter', 'previous'],
    ['alt+down', { key: 'ArrowDown', keyCode: 40, altKey: true }, 'enter', 'next'],
    ['letters', { key: 'a', keyCode: 65 }, 'enter', 'none'],
  ] as const)('%s', (_, event, sendKey, want) => {
    expect(composerAct(event, sendKey)).toBe(want);
  });
});

describe('listen', () => {
  it('runs a bare key outside fields only', () => {
    const run = vi.fn();
    on({ combo: 'j', run });
    press('j');
    expect(run).toHaveBeenCalledTimes(1);
    const field = document.body.appendChild(document.createElement('textarea'));
    press('j', {}, field);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('runs a modified key inside fields when asked to', () => {
    const run = vi.fn();
    on({ combo: 'mod+k', run, typing: true });
    const field = document.body.appendChild(document.createElement('input'));
    press('k', { ctrlKey: true }, field);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('never runs while an input method is open', () => {
    const run = vi.fn();
    on({ combo: 'j', run });
    press('j', { isComposing: true });
    expect(run).not.toHaveBeenCalled();
  });

  it('knows sequences and lets the second key win over a bare one', () => {
    const run = vi.fn();
    const bare = vi.fn();
    on({ combo: 'g i', run }, { combo: 'i', run: bare });
    press('g');
    press('i');
    expect(run).toHaveBeenCalledTimes(1);
    expect(bare).not.toHaveBeenCalled();
    press('i');
    expect(bare).toHaveBeenCalledTimes(1);
  });

  it('takes letters that follow one another at once for writing', () => {
    vi.useFakeTimers();
    const [note, reply, next] = [vi.fn(), vi.fn(), vi.fn()];
    on({ combo: 'n', run: note }, { combo: 'r', run: reply }, { combo: 'j', run: next });
    press('x');
    vi.advanceTimersByTime(299);
    press('n');
    expect(note).not.toHaveBeenCalled();
    vi.advanceTimersByTime(300);
    press('r');
    expect(reply).toHaveBeenCalledTimes(1);
    // A key held down, or pressed again and again, goes through the list.
    vi.advanceTimersByTime(300);
    press('j');
    press('j');
    expect(next).toHaveBeenCalledTimes(2);
    // Nor does a word begun in a field go on outside it.
    vi.advanceTimersByTime(300);
    press('x', {}, document.body.appendChild(document.createElement('textarea')));
    press('n');
    expect(note).not.toHaveBeenCalled();
  });

  it('lets go of what others see when more is typed', () => {
    vi.useFakeTimers();
    const end = vi.fn();
    on({ combo: 'e', run: end, lone: true });
    for (const more of [() => press('n'), () => press('Enter'), () => press(' ')]) {
      press('e');
      vi.advanceTimersByTime(299);
      more();
      vi.advanceTimersByTime(1_000);
    }
    expect(end).not.toHaveBeenCalled();
    press('e');
    vi.advanceTimersByTime(299);
    expect(end).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(end).toHaveBeenCalledTimes(1);
    // Whoever is in a field or a dialog by then is asked nothing.
    press('e');
    const field = document.body.appendChild(document.createElement('textarea'));
    field.focus();
    vi.advanceTimersByTime(1_000);
    field.blur();
    press('e');
    document.body.appendChild(document.createElement('dialog')).setAttribute('open', '');
    vi.advanceTimersByTime(1_000);
    expect(end).toHaveBeenCalledTimes(1);
  });

  it('leaves the keyboard to an open dialog', () => {
    const run = vi.fn();
    on({ combo: 'e', run });
    const dialog = document.body.appendChild(document.createElement('dialog'));
    dialog.setAttribute('open', '');
    press('e');
    expect(run).not.toHaveBeenCalled();
  });

  it('names combinations', () => {
    expect(comboOf(new KeyboardEvent('keydown', { key: 'K', ctrlKey: true }))).toBe('mod+k');
    expect(comboOf(new KeyboardEvent('keydown', { key: '?', shiftKey: true }))).toBe('?');
    expect(isTyping(document.createElement('select'))).toBe(true);
  });
});
