import '../wall.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTexts } from '../../../../lib/i18n/i18n';
import { can } from '../../../../lib/perm/perm';
import { useMe } from '../../../../lib/session/me';
import { clock } from '../../../../lib/time/time';
import { Button } from '../../../../ui/Button';
import { Empty, Skeleton } from '../../../../ui/bits';
import { Problem } from '../../../../ui/Problem';
import { wallQuery } from '../api';
import { Agents } from '../parts/Agents';
import { Line } from '../parts/Line';
import { QueueCard } from '../parts/QueueCard';
import { Risks } from '../parts/Risks';
import { Taking } from '../parts/Taking';
import { WallFilter } from '../parts/WallFilter';
import { useNow, useTold } from '../state/live';
import { lookAt } from '../state/spot';
import { looking, narrow, queued } from '../state/wall';
import { about, taking } from '../state/words';

const POLL_MS = 5_000;
/** After this the picture may no longer be trusted, and says so. */
const STALE_MS = 20_000;
const TERMS = ['waiting', 'queued', 'oldest', 'expected', 'online', 'free', 'load', 'over', 'near'] as const;

function useFullScreen() {
  const root = useRef<HTMLElement>(null);
  const [full, setFull] = useState(false);
  useEffect(() => {
    const follow = () => setFull(document.fullscreenElement === root.current);
    document.addEventListener('fullscreenchange', follow);
    return () => document.removeEventListener('fullscreenchange', follow);
  }, []);
  const turn = () => {
    if (document.fullscreenElement) void document.exitFullscreen();
    else void root.current?.requestFullscreen().catch(() => {});
  };
  return { root, full, turn };
}

export default function WallPage() {
  const { t, locale } = useTexts('routing');
  const me = useMe();
  const now = useNow();
  const wall = useQuery({ ...wallQuery, staleTime: 0, refetchInterval: POLL_MS, refetchIntervalInBackground: true });
  const { root, full, turn } = useFullScreen();
  useTold(['wall', 'presence', 'offer', 'conversation', 'gone'], () => void wall.refetch());
  const look = looking(useSearch({ strict: false }));
  const part = Boolean(look.team || look.queue);
  const data = wall.data && narrow(wall.data, look);
  // Who is led here from another page stands where they were led once there is something to see.
  const here = Boolean(data);
  useEffect(() => {
    if (here) lookAt(location.hash.slice(1));
  }, [here]);
  const stale = data ? now - Date.parse(data.at) : 0;
  return (
    <main ref={root} className="wall" data-full={full}>
      <header className="wall-head">
        <h1>{t('wall.title')}</h1>
        {data && (
          <p className="wall-sum" role="status" title={t(part ? 'terms.queued' : 'terms.waiting')}>
            {t(part ? 'wall.sumPart' : 'wall.sum', {
              waiting: data.waiting,
              queued: part ? queued(data) : data.queued,
              online: taking(data.agents),
            })}
          </p>
        )}
        {stale > STALE_MS && <p className="wall-stale">{t('wall.stale', { span: about(t, stale) })}</p>}
        {wall.data && <WallFilter wall={wall.data} look={look} />}
        <Taking />
        <time className="wall-clock">{clock(new Date(now).toISOString(), locale)}</time>
        {document.fullscreenEnabled && <Button onClick={turn}>{t(full ? 'wall.leave' : 'wall.full')}</Button>}
      </header>
      {wall.isPending && <Skeleton rows={4} />}
      {wall.isError && !data && <Problem error={wall.error} retry={() => void wall.refetch()} />}
      {wall.data?.queues.length === 0 && (
        <Empty
          title={t('wall.none')}
          text={t('wall.noneText')}
          action={
            can(me, 'routing.manage') ? <Link to={'/settings/queues' as string}>{t('queues.title')}</Link> : undefined
          }
        />
      )}
      {data && part && data.queues.length === 0 && <Empty title={t('wall.nothing')} text={t('wall.nothingText')} />}
      {data && data.queues.length > 0 && (
        <>
          <section className="wall-queues" aria-label={t('wall.queues')}>
            {data.queues.map((queue) => (
              <QueueCard key={queue.id} queue={queue} now={now} />
            ))}
          </section>
          <div className="wall-two">
            <Agents agents={data.agents} now={now} />
            <div className="wall-side">
              <Risks wall={data} now={now} />
              <Line line={data.line} queues={data.queues} now={now} />
            </div>
          </div>
          <details className="wall-terms">
            <summary>{t('wall.how')}</summary>
            <dl>
              {TERMS.map((term) => (
                <div key={term}>
                  <dt>{t(`wall.${term === 'load' ? 'loadWord' : term}`)}</dt>
                  <dd>{t(`terms.${term}`)}</dd>
                </div>
              ))}
            </dl>
          </details>
        </>
      )}
    </main>
  );
}
