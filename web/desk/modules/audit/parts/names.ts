import { useQueries } from '@tanstack/react-query';
import { api } from '../../../../lib/api/client';
import type { Page } from '../../../../lib/api/types';
import { type Translate, useTexts } from '../../../../lib/i18n/i18n';
import { can } from '../../../../lib/perm/perm';
import { useMe } from '../../../../lib/session/me';
import type { Names } from './say';

interface Named {
  id?: string;
  /** Permissions, and the shifts that come with the program, have keys. */
  key?: string;
  name: string;
}

/** Where names come from, and what one must be allowed to ask there. */
const SOURCES: [path: string, permission?: string][] = [
  ['/colleagues'],
  ['/units'],
  ['/calendar/hours'],
  ['/roles', 'staff.read'],
  ['/permissions', 'staff.read'],
  ['/routing/queues', 'routing.read'],
  ['/workforce/skills', 'workforce.read'],
  ['/workforce/shift-types', 'workforce.read'],
  ['/labels', 'conversation.read'],
  ['/channels', 'channel.read'],
];

export function index(rows: Named[], t: Translate): Names {
  const names = new Map<string, string>();
  for (const { id, key, name } of rows) {
    const said = name || (key ? t(`shifts.${key}`, { defaultValue: key }) : '');
    if (said) names.set(id ?? key ?? '', said);
  }
  return names;
}

/** Names of what the trail calls by id, as far as the reader may see them; what is gone stays an id. */
export function useNames(): Names {
  const { t } = useTexts('audit');
  const me = useMe();
  return useQueries({
    queries: SOURCES.filter(([, permission]) => can(me, permission)).map(([path]) => ({
      queryKey: ['audit', 'names', path],
      queryFn: ({ signal }: { signal: AbortSignal }) => api.get<Page<Named>>(path, undefined, signal),
      staleTime: 300_000,
    })),
    combine: (all) =>
      index(
        all.flatMap((one) => one.data?.rows ?? []),
        t,
      ),
  });
}
