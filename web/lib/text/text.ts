const segments = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The beginning of a text, at most `most` characters as people count them. */
export function cutText(text: string, most: number): string {
  let out = '';
  let count = 0;
  for (const { segment } of segments.segment(text)) {
    if (count === most) return out;
    out += segment;
    count += 1;
  }
  return out;
}

/** Begins the line of a message that is only a file; see the API. */
const OBJECT = '\ufffc';

interface Said {
  text: string;
  attachments: { name: string; image: boolean }[];
}

/** The line of a message for lists, as the server makes it. */
export function lineOf({ text, attachments: [first] }: Said): string {
  if (text || !first) return text;
  return first.image ? OBJECT : OBJECT + first.name;
}

/** A line as it is read: a picture by the word for it, a file by its name. */
export function readLine(line: string, picture: string): string {
  return line === OBJECT ? picture : line.startsWith(OBJECT) ? line.slice(1) : line;
}
