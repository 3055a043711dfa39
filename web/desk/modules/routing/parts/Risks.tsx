import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTexts } from '../../../../lib/i18n/i18n';
import { Empty } from '../../../../ui/bits';
import { explainQuery, type Risk, type Wall, type WallQueue } from '../api';
import { apart, totals } from '../state/wall';
import { watch } from '../state/words';

/** Why a promise ends when it does: the stretches of working time it is made of. */
function Why({ clock, name }: { clock: string; name: string }) {
  const { t } = useTexts('routing');
  const [open, setOpen] = useState(false);
  const { data, isError } = useQuery({ ...explainQuery(clock), enabled: open });
  return (
    <>
      <button
        type="button"
        className="wall-why"
        aria-expanded={open}
        aria-label={t('wall.whyOf', { name })}
        onClick={() => setOpen(!open)}
      >
        {t('wall.why')}
      </button>
      {open && (
        <p className="wall-because" role="status">
          {isError ? t('wall.whyGone') : (data?.explain ?? '…')}
        </p>
      )}
    </>
  );
}

function Promises({
  look,
  all,
  risks,
  queues,
  now,
}: {
  look: 'over' | 'near';
  all: number;
  risks: Risk[];
  queues: WallQueue[];
  now: number;
}) {
  const { t } = useTexts('routing');
  if (risks.length === 0) return null;
  return (
    <>
      <h3 id={`wall-${look}`} className="wall-promises" data-look={look} title={t(`terms.${look}`)}>
        {t(`wall.${look}`)} <b>{Math.max(all, risks.length)}</b>
      </h3>
      <ul aria-labelledby={`wall-${look}`}>
        {risks.map((risk) => {
          const left = Date.parse(risk.due_at) - now;
          return (
            <li key={risk.clock_id} className="wall-promise">
              <Link to="/inbox/{-$id}" params={{ id: risk.conversation_id } as never} className="wall-risk">
                <span className="wall-name">
                  {risk.customer}
                  <small>
                    {risk.owner_name || queues.find((queue) => queue.id === risk.queue_id)?.name || t('wall.unowned')}
                  </small>
                </span>
                <b data-late={left < 0 || undefined}>
                  {t(left < 0 ? 'wall.past' : 'wall.left', { span: watch(t, Math.abs(left)) })}
                </b>
              </Link>
              <Why clock={risk.clock_id} name={risk.customer} />
            </li>
          );
        })}
      </ul>
    </>
  );
}

/** Broken promises, and apart from them those about to break; each a press from being kept. */
export function Risks({ wall, now }: { wall: Wall; now: number }) {
  const { t } = useTexts('routing');
  const { risks, queues } = wall;
  const { over, near } = apart(risks, now);
  const all = totals(wall.risky);
  return (
    <section className="wall-part" aria-labelledby="wall-risks">
      <h2 id="wall-risks" title={t('terms.risks')}>
        {t('wall.risks')}
      </h2>
      {risks.length === 0 && <Empty title={t('wall.noRisks')} text={t('wall.noRisksText')} />}
      <Promises look="over" all={all.over} risks={over} queues={queues} now={now} />
      <Promises look="near" all={all.near} risks={near} queues={queues} now={now} />
    </section>
  );
}
