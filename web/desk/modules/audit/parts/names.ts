import { useQueries } from '@tanstack/react-query';
import { api, type Query } from '../../../../lib/api/client';
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

/** More people than this and some stay ids. */
const PAGES = 10;

async function all(path: string, signal: AbortSignal): Promise<Named[]> {
  const rows: Named[] = [];
  // Short lists come whole and refuse to be sent a length.
  let query: Query = path === '/colleagues' ? { limit: 100 } : {};
  for (let page = 0; page < PAGES; page++) {
    const got = await api.get<Page<Named>>(path, query, signal);
    rows.push(...got.rows);
    if (!got.next_cursor) break;
    query = { ...query, cursor: got.next_cursor };
  }
  return rows;
}

/** Names of what the trail calls by id, as far as the reader may see them; what is gone stays an id. */
export function useNames(): Names {
  const { t } = useTexts('audit');
  const me = useMe();
  return useQueries({
    queries: SOURCES.filter(([, permission]) => can(me, permission)).map(([path]) => ({
      queryKey: ['audit', 'names', path],
      queryFn: ({ signal }: { signal: AbortSignal }) => all(path, signal),
      staleTime: 300_000,
    })),
    combine: (lists) =>
      index(
        lists.flatMap((list) => list.data ?? []),
        t,
      ),
  });
}
