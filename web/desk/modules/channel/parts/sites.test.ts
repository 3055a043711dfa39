import { expect, it } from 'vitest';
import { origin } from './sites';

it.each([
  ['shop.example', 'https://shop.example'],
  ['https://shop.example/path?x=1', 'https://shop.example'],
  ['http://localhost:3000', 'http://localhost:3000'],
  [' HTTPS://Shop.Example ', 'https://shop.example'],
  ['nonsense', ''],
  ['', ''],
])('%s is %s', (typed, want) => {
  expect(origin(typed)).toBe(want);
});
