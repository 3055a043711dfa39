/** A piece of a text: plain, or an address with where it leads. */
export interface TextPart {
  text: string;
  href?: string;
}

const SCHEME = /https?:\/\//gi;
const USER = /[\w.~%!$&*+;=:-]+@/y;
const HOST = /\[[\da-f:.]+\]|[\w\p{L}\p{M}-]+(?:\.[\w\p{L}\p{M}-]+)*/iuy;
const PORT = /:\d{1,5}(?!\d)/y;
/** ASCII alone: a sentence in Chinese may follow without a space, and browsers copy addresses encoded. */
const TAIL = /[/?#][\w\-.~:/?#[\]@!$&()*+,;=%]*/y;
/** Another address glued on, but not one handed over as a value or kept in a path. */
const NEXT = /(?<![=/:%?&#+])https?:\/\//i;
/** Han, kana and Korean. */
const EASTERN = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u{20000}-\u{3ffff}]/u;
/** Where a name of Han letters ends cannot be seen; only from these on it is known. */
const ENDINGS = /^(?:中国|中國|公司|网络|網絡|网址|商店|香港|台湾|台灣|在线|测试|測試)/;
const LOOSE = /[.,;:!?~*]+$/;

/** The part of a host that is a name; `cut` when a word was glued on to it. */
function named(host: string): { name: string; cut: boolean } {
  const labels = host.split('.');
  const keep = (count: number, last = '') => ({
    name: [...labels.slice(0, count), last].filter(Boolean).join('.'),
    cut: true,
  });
  for (const [at, label] of labels.entries()) {
    const eastern = label.search(EASTERN);
    if (eastern > 0 && (at > 0 || labels.length === 1)) return keep(at, label.slice(0, eastern).replace(/[-_]+$/, ''));
  }
  const last = labels.length - 1;
  const ending = labels[last] ?? '';
  if (EASTERN.test(ending[0] ?? '')) {
    const known = ENDINGS.exec(ending)?.[0];
    if (last === 0) return { name: '', cut: true };
    if (known !== ending) return keep(last, known);
  } else if (/^[\w-]/.test(ending)) {
    const other = ending.search(/[^\w-]/);
    if (other > 0) return keep(last, ending.slice(0, other));
  }
  return { name: host, cut: false };
}

/** Ends a tail where the sentence around it goes on: an unopened bracket, a mark at the end, another address. */
function trimmed(tail: string): string {
  const next = tail.search(NEXT);
  let text = next > 0 ? tail.slice(0, next) : tail;
  const open: number[] = [];
  for (const [at, mark] of [...text].entries()) {
    if ('(['.includes(mark)) open.push(at);
    if (!')]'.includes(mark)) continue;
    if (text[open.pop() ?? -1] !== (mark === ')' ? '(' : '[')) {
      text = text.slice(0, at);
      break;
    }
  }
  const first = open[0];
  if (first !== undefined && first === text.length - 1) text = text.slice(0, first);
  return text.replace(LOOSE, '');
}

/** What one of these finds at a place, and nothing else. */
function at(pattern: RegExp, text: string, from: number): string {
  pattern.lastIndex = from;
  return pattern.exec(text)?.[0] ?? '';
}

function addressAt(text: string, from: number, scheme: string): string {
  const user = at(USER, text, from + scheme.length);
  const start = from + scheme.length + user.length;
  const host = at(HOST, text, start);
  const { name, cut } = named(host);
  if (name === '' || !/[^-_.]/.test(name)) return '';
  const head = scheme + user + name;
  if (cut) return head;
  const port = at(PORT, text, start + host.length);
  return head + port + trimmed(at(TAIL, text, start + host.length + port.length));
}

function hrefOf(address: string): string | null {
  try {
    return new URL(address).href;
  } catch {
    return null;
  }
}

/**
 * Splits a text into plain parts and addresses; every part is shown as text.
 * Only http and https: nothing else that can be written is opened by a click.
 */
export function links(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const { 0: scheme, index } of text.matchAll(SCHEME)) {
    if (index < from) continue;
    const address = addressAt(text, index, scheme);
    const href = address && hrefOf(address);
    if (!href) continue;
    if (index > from) parts.push({ text: text.slice(from, index) });
    parts.push({ text: address, href });
    from = index + address.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
}
