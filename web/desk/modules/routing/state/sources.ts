import { useQuery } from '@tanstack/react-query';
import type { Unit } from '../../../../lib/api/admin-types';
import { api } from '../../../../lib/api/client';
import type { Page } from '../../../../lib/api/types';
import { can } from '../../../../lib/perm/perm';
import { useMe } from '../../../../lib/session/me';
import { type ChannelRow, type Hours, queuesQuery, type Skill, seatsQuery } from '../api';

const list = <Row>(path: string) => ({ queryKey: [path], queryFn: () => api.get<Page<Row>>(path) });

/** All that a queue can be made of, as far as the reader may see it. */
export function useSources() {
  const me = useMe();
  return {
    queues: useQuery(queuesQuery).data?.rows ?? [],
    seats: useQuery(seatsQuery).data?.rows ?? [],
    units: useQuery({ queryKey: ['units'], queryFn: () => api.get<Page<Unit>>('/units') }).data?.rows ?? [],
    hours:
      useQuery({ queryKey: ['routing-hours'], queryFn: () => api.get<Page<Hours>>('/calendar/hours') }).data?.rows ??
      [],
    channels: useQuery({ ...list<ChannelRow>('/channels'), enabled: can(me, 'channel.read') }).data?.rows,
    skills: useQuery({ ...list<Skill>('/workforce/skills'), enabled: can(me, 'workforce.read') }).data?.rows,
  };
}

export type Sources = ReturnType<typeof useSources>;
