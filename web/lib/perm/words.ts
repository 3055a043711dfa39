import { queryOptions, useQuery } from '@tanstack/react-query';
import type { Permission } from '../api/admin-types';
import { api } from '../api/client';
import type { Page } from '../api/types';

export const permissionsQuery = queryOptions({
  queryKey: ['permissions'],
  queryFn: ({ signal }) => api.get<Page<Permission>>('/permissions', undefined, signal),
});

/** The permissions in groups, one for each area, in the order in which the server lists them. */
export function grouped(all: Permission[]): Map<string, Permission[]> {
  const groups = new Map<string, Permission[]>();
  for (const one of all) groups.set(one.module, [...(groups.get(one.module) ?? []), one]);
  return groups;
}

/** All permissions in words, and the word for one; its key while it has none. */
export function usePermissions() {
  const { data } = useQuery(permissionsQuery);
  const all = data?.rows ?? [];
  return { all, nameOf: (key: string) => all.find((one) => one.key === key)?.name ?? key };
}
