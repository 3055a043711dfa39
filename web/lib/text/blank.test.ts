import { expect, it } from 'vitest';
import { isBlank } from './blank';

const BLANKS = [
  ...[
    '',
    ' ',
    '\t',
    '\n',
    '\v',
    '\u0085',
    '\u00a0',
    '\u1680',
    '\u200a',
    '\u2028',
    '\u202f',
    '\u3000',
    '\u0000',
    '\u0007',
  ],
  ...[
    '\u007f',
    '\u009f',
    '\u00ad',
    '\u034f',
    '\u061c',
    '\u115f',
    '\u17b4',
    '\u180b',
    '\u180e',
    '\u180f',
    '\u200b',
    '\u200d',
  ],
  ...[
    '\u200f',
    '\u202e',
    '\u2060',
    '\u2064',
    '\u2069',
    '\u206f',
    '\u2800',
    '\u3164',
    '\ufe0f',
    '\ufeff',
    '\uffa0',
    '\ufffb',
  ],
  ...['\ufffc', '\u{1bca0}', '\u{1d159}', '\u{1d173}', '\u{13430}', '\u{16fe4}', '\u{e0001}', '\u{e007f}', '\u{e01ef}'],
];

it('takes for nothing what nobody can see', () => {
  for (const text of [...BLANKS, BLANKS.join('')]) expect([text, isBlank(text)]).toEqual([text, true]);
});

it.each([
  '嗯',
  '?',
  '👌',
  '🇨🇳',
  '1️⃣',
  '👨‍👩‍👧',
  'é',
  '\u0301',
  '\u0600',
  '\u{110bd}',
  '\ufffd',
  '\ue000',
  '-',
  '𠮷',
  '〇',
  '…',
])('sees %s', (text) => {
  expect(isBlank(`${BLANKS.join('')}${text}`)).toBe(false);
});
