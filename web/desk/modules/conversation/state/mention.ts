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

/** Those still named in the text. */
export function mentioned(text: string, picked: Mention[]): Mention[] {
  const seen = new Set<string>();
  return picked.filter((one) => {
    if (seen.has(one.staff_id) || !text.includes(`@${one.name}`)) return false;
    seen.add(one.staff_id);
    return true;
  });
}

/** A note that calls nobody by name and yet was told to somebody: a word said to them quietly. */
export function whispered(text: string, told: Mention[]): boolean {
  return told.length > 0 && !told.some((one) => text.includes(`@${one.name}`));
}
