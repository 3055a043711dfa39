import { afterEach, beforeEach, expect, it } from 'vitest';
import { markTitle } from './attention';

beforeEach(() => {
  document.title = '商城';
});
afterEach(() => markTitle(0));

it("a number of the page in its title is the page's", () => {
  document.title = '(12) 我的消息 - 商城';
  markTitle(0);
  expect(document.title).toBe('(12) 我的消息 - 商城');
  markTitle(3);
  expect(document.title).toBe('(3) (12) 我的消息 - 商城');
  markTitle(100);
  expect(document.title).toBe('(99+) (12) 我的消息 - 商城');
  markTitle(0);
  expect(document.title).toBe('(12) 我的消息 - 商城');
});

it.each(['订单 - 商城', '(2) 商城里的新消息', ''])('a title the page has changed to “%s” stays', (title) => {
  markTitle(2);
  document.title = title;
  markTitle(0);
  expect(document.title).toBe(title);
  markTitle(1);
  expect(document.title).toBe(`(1) ${title}`.trim());
  markTitle(0);
  expect(document.title).toBe(title);
  document.title = '';
  markTitle(0);
  expect(document.title).toBe('');
});
