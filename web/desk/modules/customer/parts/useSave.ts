import { useMutation } from '@tanstack/react-query';
import { queries } from '../../../../lib/api/queries';
import type { Customer } from '../../../../lib/api/types';
import { type CustomerPatch, customerQuery, customers } from '../api';

export function useSave(customer: Customer, done: () => void) {
  return useMutation({
    mutationFn: (patch: Omit<CustomerPatch, 'version'>) =>
      customers.patch(customer.id, { version: customer.version, ...patch }),
    onSuccess: (next) => {
      // The answer to a change does not repeat the conversations.
      queries.setQueryData(customerQuery(customer.id).queryKey, (old) => ({ ...old, ...next }));
      void queries.invalidateQueries({ queryKey: ['customers'] });
      done();
    },
  });
}
