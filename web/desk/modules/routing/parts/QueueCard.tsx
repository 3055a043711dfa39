import { Link } from '@tanstack/react-router';
import { useTexts } from '../../../../lib/i18n/i18n';
import { can } from '../../../../lib/perm/perm';
import { useMe } from '../../../../lib/session/me';
import { Chip } from '../../../../ui/bits';
import { Icon } from '../../../../ui/Icon';
import type { WallQueue } from '../api';
import { lookAt, type Spot } from '../state/spot';
import { spanWords, watch } from '../state/words';

/** Where each problem is solved, for those who may go there. */
const WAYS: Record<string, { to: (id: string) => string; spot?: Spot; needs: string }> = {
  disabled: { to: (id) => `/settings/queues/${id}`, needs: 'routing.manage' },
  no_members: { to: (id) => `/settings/queues/${id}`, needs: 'routing.manage' },
  skill_missing: { to: () => '/settings/skills', needs: 'workforce.manage' },
  no_places: { to: () => '/settings/queues?tab=places', needs: 'routing.manage' },
  nobody_ready: { to: () => '/wall', spot: 'wall-agents', needs: 'routing.supervise' },
  nobody_takes: { to: () => '/wall', spot: 'wall-taking', needs: 'routing.supervise' },
  nobody_here: { to: () => '/rota', needs: 'workforce.read' },
};

export function ProblemLine({ problem, id }: { problem: string; id: string }) {
  const { t } = useTexts('routing');
  const me = useMe();
  const way = WAYS[problem];
  return (
    <p className="wall-problem">
      <Icon name="warn" size={16} />
      <span>
        {t(`problems.${problem}`)}{' '}
        {way && can(me, way.needs) && (
          <Link to={way.to(id) as string} hash={way.spot} onClick={() => way.spot && lookAt(way.spot)}>
            {t(`ways.${problem}`)}
          </Link>
        )}
      </span>
    </p>
  );
}

/** One queue: how many wait, since when, and who is there for them. */
export function QueueCard({ queue, now }: { queue: WallQueue; now: number }) {
  const { t } = useTexts('routing');
  const waitedMs = queue.oldest_at ? Math.max(0, now - Date.parse(queue.oldest_at)) : 0;
  const late = queue.target_seconds > 0 && waitedMs > queue.target_seconds * 1000;
  const { waiting } = queue;
  const stuck = waiting > 0 && queue.problems.length > 0;
  const facts: [key: string, value: string, bad?: boolean][] = [
    ['oldest', queue.oldest_at ? watch(t, waitedMs) : t('wall.nobody'), late],
    [
      'expected',
      queue.wait_seconds === null
        ? t('wall.unknown')
        : t('wall.around', { span: spanWords(t, roundly(queue.wait_seconds)) }),
    ],
    ['online', String(queue.online), queue.open && queue.online === 0],
    ['free', String(queue.free), queue.waiting > queue.offered && queue.free === 0],
  ];
  return (
    <article className="wall-queue" data-look={stuck || late ? 'late' : waiting > 0 ? 'waiting' : ''}>
      <header>
        <h2>{queue.name}</h2>
        <Chip look={queue.open ? 'teal' : ''}>{t(queue.open ? 'wall.open' : 'wall.closed')}</Chip>
      </header>
      <p className="wall-count">
        <b>{waiting}</b>
        <span>
          <span title={t('terms.queued')}>{t('wall.queued')}</span>
          {queue.callbacks > 0 && <small>{t('wall.callbacks', { count: queue.callbacks })}</small>}
          {queue.offered > 0 && <small>{t('wall.offered', { count: queue.offered })}</small>}
        </span>
      </p>
      <dl>
        {facts.map(([key, value, bad]) => (
          <div key={key} title={t(`terms.${key}`)} data-bad={bad || undefined}>
            <dt>{t(`wall.${key}`)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {queue.problems.map((problem) => (
        <ProblemLine key={problem} problem={problem} id={queue.id} />
      ))}
    </article>
  );
}

/** Nobody plans by seconds: over two minutes whole minutes are said. */
const roundly = (seconds: number) => (seconds > 120 ? Math.round(seconds / 60) * 60 : seconds);
