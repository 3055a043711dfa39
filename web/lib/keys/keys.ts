// Shortcuts. A combination is written like "j", "?", "mod+k", "alt+arrowup" or
// as a sequence "g i". `mod` is Ctrl, or Command on a Mac.

export interface Hotkey {
  combo: string;
  run: (event: KeyboardEvent) => void;
  /** Also while the caret is in a field. Only for combinations with a modifier. */
  typing?: boolean;
  /** What it does is seen by others: it waits a moment, and is let go when more is typed. */
  lone?: boolean;
}

interface KeyLike {
  key: string;
  code?: string;
  keyCode?: number;
  isComposing?: boolean;
  nativeEvent?: { isComposing?: boolean; keyCode?: number };
}

/**
 * True while an input method is choosing characters. Safari reports the Enter
 * that commits a candidate after compositionend, told apart only by keyCode 229.
 */
export function composing(event: KeyLike): boolean {
  const native = event.nativeEvent ?? event;
  return Boolean(native.isComposing) || native.keyCode === 229 || event.keyCode === 229;
}

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable;
}

const mac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform ?? '');

export function comboOf(event: KeyboardEvent): string {
  // On a Mac the Option key makes other characters of letters.
  const letter = event.altKey ? /^Key([A-Z])$/.exec(event.code ?? '')?.[1] : undefined;
  const pressed = letter ?? event.key;
  const key = pressed.length === 1 ? pressed.toLowerCase() : pressed.toLowerCase().replace(' ', 'space');
  const parts: string[] = [];
  if (mac ? event.metaKey : event.ctrlKey) parts.push('mod');
  if (event.altKey) parts.push('alt');
  // Shift is already part of printed characters such as "?".
  if (event.shiftKey && event.key.length > 1) parts.push('shift');
  parts.push(key);
  return parts.join('+');
}

/** "mod+k" as people read it: "Ctrl K" or "⌘ K". */
export function spell(combo: string): string[] {
  const names: Record<string, string> = {
    mod: mac ? '⌘' : 'Ctrl',
    alt: mac ? '⌥' : 'Alt',
    shift: 'Shift',
    arrowup: '↑',
    arrowdown: '↓',
    enter: 'Enter',
    escape: 'Esc',
  };
  return combo.split(/[+ ]/).map((part) => names[part] ?? part.toUpperCase());
}

const SEQUENCE_MS = 1200;
/** Letters closer together than this are writing that has lost its field, not commands. */
const BURST_MS = 300;
const LETTER = /^[a-z]$/;

/** A modal dialog owns the keyboard except for its own handlers. */
const modal = () => document.querySelector('dialog[open]:not([data-keys])') !== null;

/** Listens on the window for every given shortcut; answers with the undo. */
export function listen(keys: () => Hotkey[], target: Window = window): () => void {
  let first = '';
  let at = 0;
  let last = { combo: '', at: 0 };
  let due: ReturnType<typeof setTimeout> | undefined;
  const onKey = (event: KeyboardEvent) => {
    clearTimeout(due);
    if (event.defaultPrevented || composing(event)) return;
    const typing = isTyping(event.target);
    const combo = comboOf(event);
    const { timeStamp } = event;
    const pair = first && timeStamp - at < SEQUENCE_MS ? `${first} ${combo}` : '';
    // The same letter again is a key held down, which goes through the list.
    const burst = LETTER.test(combo) && last.combo !== combo && timeStamp - last.at < BURST_MS;
    last = { combo, at: LETTER.test(combo) ? timeStamp : Number.NEGATIVE_INFINITY };
    const all = keys().filter((key) => !typing || key.typing);
    const hit = modal()
      ? undefined
      : (all.find((key) => key.combo === pair) ?? all.find((key) => key.combo === combo && !burst));
    first = '';
    if (hit) {
      event.preventDefault();
      if (hit.lone) due = setTimeout(() => modal() || isTyping(document.activeElement) || hit.run(event), BURST_MS);
      else hit.run(event);
    } else if (!typing && !burst && all.some((key) => key.combo.startsWith(`${combo} `))) {
      first = combo;
      at = timeStamp;
    }
  };
  target.addEventListener('keydown', onKey);
  return () => {
    clearTimeout(due);
    target.removeEventListener('keydown', onKey);
  };
}

export type SendKey = 'enter' | 'ctrl_enter';
export type ComposerAct = 'send' | 'send_next' | 'newline' | 'leave' | 'previous' | 'next' | 'none';

/** What a key press in the composer means, given which key sends. */
export function composerAct(event: KeyboardEvent | (KeyLike & Partial<KeyboardEvent>), sendKey: SendKey): ComposerAct {
  if (composing(event)) return 'none';
  const mod = Boolean(event.ctrlKey || event.metaKey);
  if (event.key === 'Escape') return 'leave';
  if (event.altKey && event.key === 'ArrowUp') return 'previous';
  if (event.altKey && event.key === 'ArrowDown') return 'next';
  if (event.key !== 'Enter' || event.altKey) return 'none';
  if (sendKey === 'ctrl_enter') return mod ? 'send' : 'newline';
  if (mod) return 'send_next';
  return event.shiftKey ? 'newline' : 'send';
}
