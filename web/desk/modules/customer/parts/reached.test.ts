import { expect, it } from 'vitest';
import { reachedBy } from './reached';

it('says how a customer is reached, and never their name a second time', () => {
  const visitor = { channel_id: 'w', channel_name: '官网', name: '访客7JJN', verified: false };
  const row = { name: '访客7JJN', phones: [], emails: [], identities: [visitor] };
  const said = (more: object) => reachedBy({ ...row, ...more } as never);
  expect(said({})).toBe('官网');
  expect(said({ name: '李女士' })).toBe('访客7JJN');
  expect(said({ emails: [{ address: 'li@example.com' }] })).toBe('li@example.com');
  expect(said({ phones: [{ number: '138****0000' }], emails: [{ address: 'li@example.com' }] })).toBe('138****0000');
  expect(said({ identities: [] })).toBe('');
});
