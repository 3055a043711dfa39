import { Fragment, type ReactNode } from 'react';
import type { Mention } from '../../../../lib/api/types';
import { links } from '../../../../lib/links/links';

function called(text: string, mentions: Mention[], meId: string): ReactNode {
  if (mentions.length === 0) return text;
  const names = mentions.map((one) => `@${one.name}`).sort((a, b) => b.length - a.length);
  const escaped = names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return text.split(new RegExp(`(${escaped.join('|')})`)).map((part, index) => {
    const who = mentions.filter((one) => part === `@${one.name}`);
    return who.length > 0 ? (
      <span key={index} className={who.some((one) => one.staff_id === meId) ? 'at at-me' : 'at'}>
        {part}
      </span>
    ) : (
      part
    );
  });
}

/** Plain text with web addresses and called colleagues picked out; never markup. */
export function RichText({ text, mentions, meId }: { text: string; mentions: Mention[]; meId: string }) {
  return links(text).map((part, index) =>
    part.href ? (
      <a key={index} href={part.href} target="_blank" rel="noreferrer noopener nofollow">
        {part.text}
      </a>
    ) : (
      <Fragment key={index}>{called(part.text, mentions, meId)}</Fragment>
    ),
  );
}
