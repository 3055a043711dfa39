import { describe, expect, it } from 'vitest';
import { links } from './links';

/** A text, and the addresses in it, top to bottom. */
const TABLE: [string, ...string[]][] = [
  // What stands behind an address is not part of it.
  ['https://shop.example/a：说明', 'https://shop.example/a'],
  ['“https://shop.example/a”', 'https://shop.example/a'],
  ['‘https://shop.example/a’', 'https://shop.example/a'],
  ['(https://shop.example/a)', 'https://shop.example/a'],
  ['（https://shop.example/a）', 'https://shop.example/a'],
  ['[https://shop.example/a]', 'https://shop.example/a'],
  ['【https://shop.example/a】', 'https://shop.example/a'],
  ['看 https://shop.example/a.', 'https://shop.example/a'],
  ['看 https://shop.example/a, 谢谢', 'https://shop.example/a'],
  ['https://shop.example/a…', 'https://shop.example/a'],
  ['https://shop.example/a...', 'https://shop.example/a'],
  ['「https://shop.example/a」', 'https://shop.example/a'],
  ['『https://shop.example/a』', 'https://shop.example/a'],
  ['〈https://shop.example/a〉', 'https://shop.example/a'],
  ['《https://shop.example/a》', 'https://shop.example/a'],
  ['`https://shop.example/a`', 'https://shop.example/a'],
  ['https://shop.example/a～', 'https://shop.example/a'],
  ['https://shop.example/a~', 'https://shop.example/a'],
  ['https://shop.example/a。谢谢', 'https://shop.example/a'],
  ['https://shop.example/a，谢谢', 'https://shop.example/a'],
  ['https://shop.example/a、https://shop.example/b', 'https://shop.example/a', 'https://shop.example/b'],
  ['https://shop.example/a；好', 'https://shop.example/a'],
  ['https://shop.example/a！', 'https://shop.example/a'],
  ['https://shop.example/a？', 'https://shop.example/a'],
  ['https://shop.example/a!', 'https://shop.example/a'],
  ['https://shop.example/a?', 'https://shop.example/a'],
  ['https://shop.example/a;', 'https://shop.example/a'],
  ['https://shop.example/a:', 'https://shop.example/a'],
  ["'https://shop.example/a'", 'https://shop.example/a'],
  ['"https://shop.example/a"', 'https://shop.example/a'],
  ['<https://shop.example/a>', 'https://shop.example/a'],
  ['**https://shop.example/a**', 'https://shop.example/a'],
  ['https://shop.example/a\u3000好', 'https://shop.example/a'],
  ['https://shop.example/a\n好', 'https://shop.example/a'],
  ['https://shop.example/a·好', 'https://shop.example/a'],
  ['https://shop.example/a—好', 'https://shop.example/a'],
  ['https://shop.example/a👍', 'https://shop.example/a'],
  // Words glued on.
  ['https://shop.example/a看看', 'https://shop.example/a'],
  ['https://shop.example/看看', 'https://shop.example/'],
  ['https://shop.example看看', 'https://shop.example'],
  ['https://shop.example:8443看看', 'https://shop.example:8443'],
  ['https://shop.example?b=1看看', 'https://shop.example?b=1'],
  ['https://shop.exampleです', 'https://shop.example'],
  ['https://shop.example입니다', 'https://shop.example'],
  ['https://shop.example-看看', 'https://shop.example'],
  ['https://shop.example.看看', 'https://shop.example'],
  ['https://shop.example：说明', 'https://shop.example'],
  ['https://shop.example:说明', 'https://shop.example'],
  ['https://shop.example。', 'https://shop.example'],
  ['https://shop.example.', 'https://shop.example'],
  ['https://shop.exampleпривет', 'https://shop.example'],
  ['http://localhost看看', 'http://localhost'],
  ['看这里https://shop.example/a和https://shop.example/b吧', 'https://shop.example/a', 'https://shop.example/b'],
  ['https://shop.example/a（备注）', 'https://shop.example/a'],
  ['https://shop.example/a(备注)', 'https://shop.example/a'],
  ['https://shop.example/a,https://shop.example/b', 'https://shop.example/a', 'https://shop.example/b'],
  ['https://shop.example/ahttps://shop.example/b', 'https://shop.example/a', 'https://shop.example/b'],
  ['(https://shop.example/a).Then', 'https://shop.example/a'],
  // What belongs to it.
  ['HTTPS://SHOP.EXAMPLE/A', 'HTTPS://SHOP.EXAMPLE/A'],
  ['Http://shop.example', 'Http://shop.example'],
  ['https://a.example/x_(y)', 'https://a.example/x_(y)'],
  ['(https://a.example/x_(y)).', 'https://a.example/x_(y)'],
  ['https://a.example/x_(y)_z(1)。', 'https://a.example/x_(y)_z(1)'],
  ['https://a.example/?a[0]=1&a[1]=2。', 'https://a.example/?a[0]=1&a[1]=2'],
  ['https://a.example/?u=https://b.example/x', 'https://a.example/?u=https://b.example/x'],
  ['https://web.example/2020/https://b.example/x', 'https://web.example/2020/https://b.example/x'],
  ['https://a.example:8443/x?b=1&c=%E8%A3%99#d', 'https://a.example:8443/x?b=1&c=%E8%A3%99#d'],
  ['https://a.example/~bob/', 'https://a.example/~bob/'],
  ['https://a.example/a,b;c=d/e.f', 'https://a.example/a,b;c=d/e.f'],
  ['https://a.example/@bob', 'https://a.example/@bob'],
  ['https://bob@a.example/x', 'https://bob@a.example/x'],
  ['http://192.168.1.10:8080/a', 'http://192.168.1.10:8080/a'],
  ['http://[2001:db8::1]:8080/a', 'http://[2001:db8::1]:8080/a'],
  ['http://localhost:8080', 'http://localhost:8080'],
  ['https://例子.测试', 'https://例子.测试'],
  ['https://例子.中国/a看看', 'https://例子.中国/a'],
  ['https://例子.中国看看', 'https://例子.中国'],
  ['https://例子.example/a', 'https://例子.example/a'],
  ['https://www.例子.com', 'https://www.例子.com'],
  ['https://www.müller.example/x', 'https://www.müller.example/x'],
  ['https://пример.рф/x', 'https://пример.рф/x'],
  ['https://xn--fsqu00a.xn--0zwm56d/', 'https://xn--fsqu00a.xn--0zwm56d/'],
  // No address.
  ['www.shop.example'],
  ['bob@shop.example'],
  ['javascript:alert(1)'],
  ['data:text/html,x'],
  ['ftp://a.example'],
  ['https://'],
  ['http://['],
  ['https://。'],
  ['https://…'],
  ['https://---'],
  ['https://看看'],
  ['http://a.example:99999'],
  ['没有地址，只有一句话。'],
];

describe('links', () => {
  it.each(TABLE)('%s', (text, ...wanted) => {
    const parts = links(text);
    expect(parts.filter((part) => part.href).map((part) => part.text)).toEqual(wanted);
    expect(parts.map((part) => part.text).join('')).toBe(text);
  });

  it('leads where it says, in the form a browser asks for', () => {
    const hrefs = (text: string) => links(text).flatMap((part) => part.href ?? []);
    expect(hrefs('HTTPS://Shop.Example/A')).toEqual(['https://shop.example/A']);
    expect(hrefs('https://例子.测试/a')).toEqual(['https://xn--fsqu00a.xn--0zwm56d/a']);
  });

  it('keeps the pace in a text made to slow it down', () => {
    const text = `https://a.example/${'('.repeat(5000)}${'https://'.repeat(500)}${'a.'.repeat(2000)}`;
    expect(
      links(text)
        .map((part) => part.text)
        .join(''),
    ).toBe(text);
  });
});
