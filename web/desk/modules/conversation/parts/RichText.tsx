import { Fragment, type ReactNode } from 'react';
import type { Mention } from '../../../../lib/api/types';

const LINK = /https?:\/\/[^\s<>"'，。；、！？（）【】《》]+/g;

function links(text: string): ReactNode[] {
  const out: ReactNode[] = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    out.push(text.slice(from, match.index));
    out.push(
      <a key={match.index} href={match[0]} target="_blank" rel="noreferrer noopener nofollow">
        {match[0]}
      </a>,
    );
    from = match.index + match[0].length;
  }
  out.push(text.slice(from));
  return out;
}

/** Plain text with web addresses and called colleagues picked out; never markup. */
export function RichText({ text, mentions, meId }: { text: string; mentions: Mention[]; meId: string }) {
  if (mentions.length === 0) return links(text);
  const names = mentions.map((one) => `@${one.name}`).sort((a, b) => b.length - a.length);
  const escaped = names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return text.split(new RegExp(`(${escaped.join('|')})`)).map((part, index) => {
    const who = mentions.find((one) => part === `@${one.name}`);
    return who ? (
      <span key={index} className={who.staff_id === meId ? 'at at-me' : 'at'}>
        {part}
      </span>
    ) : (
      <Fragment key={index}>{links(part)}</Fragment>
    );
  });
}
