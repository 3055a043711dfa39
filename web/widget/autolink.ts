export interface TextPart {
  text: string;
  href?: string;
}

/** Only http and https; a Chinese sentence may follow an address without a space. */
const ADDRESS = /https?:\/\/[^\s<>"'`，。；：！？、（）《》「」【】“”‘’]+/gi;
const TRAILING = /[.,;:!?]+$/;

/** A bracket that the address did not open belongs to the sentence. */
function trim(address: string): string {
  let text = address.replace(TRAILING, '');
  while (text.endsWith(')') && text.split('(').length < text.split(')').length) {
    text = text.slice(0, -1).replace(TRAILING, '');
  }
  return text;
}

function toHref(address: string): string | null {
  try {
    const url = new URL(address);
    return /^https?:$/.test(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** Splits a text into plain parts and addresses; every part is rendered as a text node. */
export function autolink(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = trim(match[0]);
    const href = toHref(address);
    if (!href) continue;
    if (match.index > from) parts.push({ text: text.slice(from, match.index) });
    parts.push({ text: address, href });
    from = match.index + address.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
}
