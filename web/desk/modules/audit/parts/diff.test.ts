import { expect, it } from 'vitest';
import { diff } from './diff';

it('lists what changed and nothing else', () => {
  expect(diff({ state: 'active', name: '陈' }, { state: 'disabled', name: '陈', roles: ['客服'] })).toEqual([
    { field: 'roles', before: '', after: '["客服"]' },
    { field: 'state', before: 'active', after: 'disabled' },
  ]);
  expect(diff(null, null)).toEqual([]);
});
