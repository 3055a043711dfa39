import { useQuery } from '@tanstack/react-query';
import type { Role, Unit } from '../../../../lib/api/admin-types';
import { api } from '../../../../lib/api/client';
import { queries } from '../../../../lib/api/queries';
import type { Page } from '../../../../lib/api/types';

export const useUnits = () => useQuery({ queryKey: ['units'], queryFn: () => api.get<Page<Unit>>('/units') });
export const useRoles = () => useQuery({ queryKey: ['roles'], queryFn: () => api.get<Page<Role>>('/roles') });

export const refresh = (...keys: string[]) =>
  Promise.all(keys.map((key) => queries.invalidateQueries({ queryKey: [key] })));
