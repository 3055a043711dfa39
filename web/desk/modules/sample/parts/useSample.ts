import { queryOptions, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api } from '../../../../lib/api/client';
import { queries } from '../../../../lib/api/queries';
import { useKey } from '../../../../lib/api/useKey';
import { useTexts } from '../../../../lib/i18n/i18n';
import { live } from '../../../../lib/live/live';
import { can } from '../../../../lib/perm/perm';
import { useMe } from '../../../../lib/session/me';
import { toast } from '../../../../ui/toast';

export interface Sample {
  in: boolean;
  customers: number;
  conversations: number;
  filled_by: string;
  filled_at: string | null;
}

const sampleQuery = queryOptions({ queryKey: ['sample'], queryFn: () => api.get<Sample>('/sample') });

/** Whether sample data is in, for who may put it in; and how to change that. */
export function useSample() {
  const { t } = useTexts('sample');
  const may = can(useMe(), 'organisation.manage');
  const query = useQuery({ ...sampleQuery, enabled: may });
  const [doing, setDoing] = useState<'fill' | 'remove' | ''>('');
  const [problem, setProblem] = useState<unknown>(null);
  const key = useKey(query.data?.filled_at ?? '');
  // Another administrator, or another tab, has changed it.
  useEffect(
    () =>
      live.subscribe((frames) => {
        if (frames.some((frame) => frame.t === 'resync'))
          void queries.invalidateQueries({ queryKey: sampleQuery.queryKey });
      }),
    [],
  );
  const act = async (what: 'fill' | 'remove'): Promise<boolean> => {
    setDoing(what);
    setProblem(null);
    try {
      if (what === 'fill') await api.post('/sample', { client_key: key });
      else await api.delete('/sample');
      // Lists, badges, reports: whatever is on screen may have counted it.
      void queries.invalidateQueries();
      await queries.invalidateQueries({ queryKey: sampleQuery.queryKey });
      toast(t(what === 'fill' ? 'filled' : 'removed'));
      return true;
    } catch (cause) {
      setProblem(cause);
      void queries.invalidateQueries({ queryKey: sampleQuery.queryKey });
      return false;
    } finally {
      setDoing('');
    }
  };
  return { may, query, sample: may ? query.data : undefined, doing, problem, act };
}
