import { expect, it } from 'vitest';
import type { Unit } from '../../../../lib/api/admin-types';
import { tree } from './units';

const unit = (id: string, parent_id: string) => ({ id, parent_id, name: id }) as Unit;

it('hangs units under their parents, orphans at the top', () => {
  const out = tree([unit('b', 'a'), unit('a', ''), unit('c', 'b'), unit('x', 'unseen')]);
  expect(out.map((node) => node.key)).toEqual(['a', 'x']);
  expect(out[0]?.children[0]?.children[0]?.key).toBe('c');
});
