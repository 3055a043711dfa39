import { expect, it } from 'vitest';
import { selfAsk } from './words';

it('tells what a customer left themselves from what a colleague wrote down', () => {
  expect(selfAsk({ taken_by_name: '', contact: '13800138000' })).toBe('call');
  expect(selfAsk({ taken_by_name: '', contact: 'li@example.com' })).toBe('reach');
  expect(selfAsk({ taken_by_name: '张一诺', contact: '13800138000' })).toBeNull();
});
