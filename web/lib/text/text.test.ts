import { describe, expect, it } from 'vitest';
import { cutText, lineOf, readLine } from './text';

describe('cutText', () => {
  it.each([
    ['你好吗', 2, '你好'],
    ['你好', 5, '你好'],
    ['𠮷田', 1, '𠮷'],
    ['👨‍👩‍👧家', 1, '👨‍👩‍👧'],
    ['🇨🇳🇯🇵', 1, '🇨🇳'],
    ['👍🏽好', 1, '👍🏽'],
    ['e\u0301x', 1, 'e\u0301'],
    ['', 3, ''],
  ])('%s to %d', (text, most, want) => {
    expect(cutText(text, most)).toBe(want);
  });
});

describe('the line of a message', () => {
  const file = { name: '合同.pdf', image: false };
  const picture = { name: '勾丝.png', image: true };
  it.each([
    ['text', { text: '在吗', attachments: [picture] }, '在吗'],
    ['a picture', { text: '', attachments: [picture, file] }, '[图片]'],
    ['a file', { text: '', attachments: [file] }, '合同.pdf'],
    ['nothing', { text: '', attachments: [] }, ''],
  ])('%s', (_, message, want) => {
    expect(readLine(lineOf(message), '[图片]')).toBe(want);
  });
});
