import type { Mention } from '../../../../lib/api/types';

/** The name being typed after "@", and where its "@" stands; null when none is. */
export function mentionAt(text: string, caret: number): { from: number; query: string } | null {
  const before = text.slice(0, caret);
  const from = before.lastIndexOf('@');
  if (from < 0) return null;
  const query = before.slice(from + 1);
  if (query.length > 20 || /[\s@]/.test(query)) return null;
  // "a@b" is an address, not a call. Chinese writes no space before "@".
  if (from > 0 && /[A-Za-z0-9._-]/.test(before[from - 1] ?? '')) return null;
  return { from, query };
}

export function insertMention(
  text: string,
  from: number,
  caret: number,
  name: string,
): { text: string; caret: number } {
  const put = `@${name} `;
  return { text: text.slice(0, from) + put + text.slice(caret), caret: from + put.length };
}

/** How often each name is called; of two that begin alike the longer one is meant. */
function calls(text: string, people: Mention[]): Map<string, number> {
  const names = [...new Set(people.map((one) => one.name))].sort((a, b) => b.length - a.length);
  const found = new Map<string, number>();
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const name = names.find((one) => text.startsWith(one, at + 1));
    if (name) found.set(name, (found.get(name) ?? 0) + 1);
  }
  return found;
}

/** Those still named in the text. Of two with the same name who was picked last counts first. */
export function mentioned(text: string, picked: Mention[]): Mention[] {
  const left = calls(text, picked);
  const seen = new Set<string>();
  const last = [...picked].reverse().filter((one) => {
    const times = left.get(one.name) ?? 0;
    if (seen.has(one.staff_id) || times === 0) return false;
    seen.add(one.staff_id);
    left.set(one.name, times - 1);
    return true;
  });
  return last.reverse();
}

/** A note that calls nobody by name and yet was told to somebody: a word said to them quietly. */
export function whispered(text: string, told: Mention[]): boolean {
  return told.length > 0 && calls(text, told).size === 0;
}
