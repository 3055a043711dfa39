import type { Colleague } from '../../../../lib/api/types';

/** What tells a colleague from the others listed: the unit, and where that is the same too, the login. */
export function apart(person: Colleague, all: Colleague[]): string {
  const twins = all.filter((one) => one.name === person.name && one.unit_name === person.unit_name);
  return twins.length > 1 ? `${person.unit_name} · ${person.login}` : person.unit_name;
}
