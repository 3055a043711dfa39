import { expect, it, vi } from 'vitest';
import type { Command } from './command';
import { expose, type Page, revive } from './command';

const fake = () => {
  const calls: unknown[][] = [];
  const note =
    (name: string) =>
    (...values: unknown[]) =>
      void calls.push([name, ...values]);
  const names = ['boot', 'open', 'minimise', 'setIdentity', 'shutdown', 'on'];
  return { calls, command: Object.fromEntries(names.map((name) => [name, note(name)])) as unknown as Command };
};

it('a page that overwrites our object gets the same one back, with what it has queued', () => {
  const { calls, command } = fake();
  const page: Page = { Tiexin: [['boot', { key: 'k' }]] };
  expect(revive(page)).toBe(false);
  expose(command, page);
  const ours = page.Tiexin;
  expect(calls).toEqual([['boot', { key: 'k' }]]);
  expect(revive(page)).toBeTruthy();
  expect(page.Tiexin).toBe(ours);
  page.Tiexin = [['open'], ['close'], ['constructor'], ['push']];
  expect(revive(page)).toBe(true);
  expect(page.Tiexin).toBe(ours);
  expect(calls.slice(1)).toEqual([['open'], ['minimise']]);
});

it('begins where nothing was queued, and leaves an object of somebody else', () => {
  const page: Page = {};
  expect(revive(page)).toBeFalsy();
  expose(fake().command, page);
  expect(page.Tiexin).toMatchObject({ open: expect.any(Function), push: expect.any(Function) });
  const other = vi.fn();
  expect(revive({ Tiexin: other })).toBeTruthy();
});
