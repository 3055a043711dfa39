import { describe, expect, it } from 'vitest';
import { ApiError } from '../../lib/api/client';
import { choices, differences, storedIn, valueAt } from './record';

describe('two versions of a row', () => {
  it('names what is stored now, and nothing for other refusals', () => {
    const refusal = (code: string, details: object) => new ApiError(409, { code, details } as never);
    expect(storedIn(refusal('version.conflict', { current: { id: 'a', version: 3 } }))).toEqual({
      id: 'a',
      version: 3,
    });
    expect(storedIn(refusal('version.conflict', {}))).toBeNull();
    expect(storedIn(refusal('label.name_taken', { current: { id: 'a' } }))).toBeNull();
    expect(storedIn(new Error('offline'))).toBeNull();
  });

  it.each([
    ['nothing', { a: 1 }, { a: 1, version: 2 }, []],
    ['an empty and a missing field are one', { a: undefined, b: null }, {}, []],
    ['a field', { a: 1, b: '' }, { a: 2, b: '' }, ['a']],
    ['a field inside', { rules: { x: 1, y: 2 } }, { rules: { x: 1, y: 3 } }, ['rules.y']],
    ['a list as a whole', { ids: ['a', 'b'] }, { ids: ['b', 'a'] }, ['ids']],
    ['a list that was none', { ids: [] }, { ids: null }, ['ids']],
  ])('differ in %s', (_, mine, theirs, want) => expect(differences(mine, theirs)).toEqual(want));

  it('keep what I typed and take what I left alone', () => {
    const base = { name: '售后', colour: '#1', rules: { target: 180, idle: 60 } };
    const mine = { name: '售后部', colour: '#1', rules: { target: 240, idle: 60 } };
    const theirs = { name: '总台', colour: '#2', rules: { target: 180, idle: 90 } };
    expect(choices(base, mine, theirs)).toEqual([
      { path: 'name', mine: '售后部', theirs: '总台', pick: 'mine' },
      { path: 'colour', mine: '#1', theirs: '#2', pick: 'theirs' },
      { path: 'rules.target', mine: 240, theirs: 180, pick: 'mine' },
      { path: 'rules.idle', mine: 60, theirs: 90, pick: 'theirs' },
    ]);
  });

  it('have no field behind what is no row', () => {
    expect([valueAt({ a: { b: 1 } }, 'a.b'), valueAt({ a: null }, 'a.b'), valueAt({ a: 'x' }, 'a.length')]).toEqual([
      1,
      undefined,
      undefined,
    ]);
  });
});
