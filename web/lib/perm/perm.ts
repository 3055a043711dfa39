import type { Me } from '../api/types';

/** Whether this person may do something at all; the server decides for each thing. */
export function can(me: Me | undefined, permission?: string): boolean {
  if (!permission) return true;
  return Boolean(me?.permissions[permission]);
}

export function canAny(me: Me | undefined, permissions: string[]): boolean {
  return permissions.length === 0 || permissions.some((permission) => can(me, permission));
}
