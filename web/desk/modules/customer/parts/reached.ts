import type { Customer } from '../../../../lib/api/types';

type Known = Pick<Customer, 'name' | 'phones' | 'emails' | 'identities'>;

/** The second line of a customer in the list: how they are reached, or by what other name they come; never the name again. */
export function reachedBy({ name, phones, emails, identities }: Known): string {
  const other = identities.find((one) => one.name !== '' && one.name !== name);
  return phones[0]?.number || emails[0]?.address || other?.name || identities[0]?.channel_name || '';
}
