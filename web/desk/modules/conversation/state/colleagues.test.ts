import { expect, it } from 'vitest';
import { apart } from './colleagues';

it('tells two colleagues of one name by their units, or else their logins', () => {
  const person = (name: string, unit_name: string, login: string) => ({ id: login, name, unit_name, login });
  const all = [person('李明', '售前', 'ming'), person('李明', '售前', 'ming2'), person('李明', '售后', 'ming3')];
  expect(all.map((one) => apart(one, all))).toEqual(['售前 · ming', '售前 · ming2', '售后']);
  expect(apart(person('李明华', '售前', 'hua'), all)).toBe('售前');
});
