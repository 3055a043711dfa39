import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ACTIONS } from './actions';

// That the texts have every act the server records is held by archtest.
it('offers each act that has words, once', () => {
  const { actions } = JSON.parse(readFileSync('desk/modules/audit/i18n/zh-CN.json', 'utf8')) as {
    actions: Record<string, Record<string, string>>;
  };
  const worded = Object.entries(actions).flatMap(([noun, acts]) => Object.keys(acts).map((act) => `${noun}.${act}`));
  expect([...ACTIONS].sort()).toEqual(worded.sort());
});
