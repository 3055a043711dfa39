export interface Part {
  text: string;
  hit: boolean;
}

/** Cuts a text by its marked ranges (UTF-16 units, end exclusive), forgiving bad ones. */
export function cut(text: string, marks: [number, number][]): Part[] {
  const out: Part[] = [];
  let from = 0;
  for (const [start, end] of [...marks].sort((a, b) => a[0] - b[0])) {
    const s = Math.max(start, from);
    const e = Math.min(end, text.length);
    if (e <= s) continue;
    if (s > from) out.push({ text: text.slice(from, s), hit: false });
    out.push({ text: text.slice(s, e), hit: true });
    from = e;
  }
  if (from < text.length) out.push({ text: text.slice(from), hit: false });
  return out;
}

/** Whether a command fits what was typed: every typed character in order. */
export function fits(label: string, typed: string): boolean {
  const text = label.toLowerCase();
  let at = 0;
  for (const letter of typed.toLowerCase().replace(/\s/g, '')) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
