import { expect, it } from 'vitest';
import { safeNext } from './enter';

it.each([
  ['/inbox/c1?tab=queue', '/inbox/c1?tab=queue'],
  ['//evil.example', '/inbox'],
  ['/\\evil.example', '/inbox'],
  ['https://evil.example', '/inbox'],
  ['/sign-in?next=/x', '/inbox'],
  [undefined, '/inbox'],
])('%s leads to %s', (next, want) => {
  expect(safeNext(next)).toBe(want);
});
