import { useState } from 'react';
import { useTexts } from '../../../../lib/i18n/i18n';
import { can } from '../../../../lib/perm/perm';
import { useMe } from '../../../../lib/session/me';
import { Empty } from '../../../../ui/bits';
import type { WallAgent } from '../api';
import { about, breakWord, byState, type State } from '../state/words';
import { Hands } from './Hands';
import { SetState } from './SetState';

/** What stands beside a name: how long, or how long still. */
function Note({ agent, now }: { agent: WallAgent; now: number }) {
  const { t } = useTexts('routing');
  if (agent.state === 'break') {
    const { over, text } = breakWord(agent, t, now);
    return over ? <b className="wall-over">{text}</b> : text;
  }
  const reason = agent.reason === 'lost' || agent.reason === 'overdue' ? t(`reasons.${agent.reason}`) : '';
  const since = agent.since === null ? '' : t('wall.since', { span: about(t, now - Date.parse(agent.since)) });
  return [reason, since].filter(Boolean).join(' · ');
}

function Person({ agent, now, onPick }: { agent: WallAgent; now: number; onPick?: () => void }) {
  const { t } = useTexts('routing');
  const full = agent.load >= agent.places;
  const inside = (
    <>
      <i className="wall-dot" data-state={agent.state} aria-hidden="true" />
      <span className="wall-name">
        {agent.name}
        <small>{agent.unit}</small>
        {agent.watches && <small className="wall-watches">{t('taking.watch')}</small>}
      </span>
      <span className="wall-note">
        <Note agent={agent} now={now} />
      </span>
      <span className="wall-load" data-full={full || undefined} title={t('terms.load')}>
        <i aria-hidden="true">
          <u style={{ width: `${Math.min(100, (agent.load / Math.max(1, agent.places)) * 100)}%` }} />
        </i>
        {t('wall.load', { load: agent.load, places: agent.places })}
      </span>
    </>
  );
  return (
    <li>
      {onPick ? (
        <button type="button" className="wall-person" title={t('hands.title', { name: agent.name })} onClick={onPick}>
          {inside}
        </button>
      ) : (
        <div className="wall-person">{inside}</div>
      )}
    </li>
  );
}

/** Everybody who serves, by what they do now; who is off stays folded. */
export function Agents({ agents, now }: { agents: WallAgent[]; now: number }) {
  const { t } = useTexts('routing');
  const me = useMe();
  const [setting, setSetting] = useState<WallAgent | null>(null);
  const [open, setOpen] = useState('');
  const looks = can(me, 'conversation.read');
  const sets = (agent: WallAgent) => can(me, 'workforce.manage') || agent.staff_id === me?.id;
  const shown = agents.find((agent) => agent.staff_id === open);
  const groups = byState(agents, now);
  const list = (people: WallAgent[]) => (
    <ul>
      {people.map((agent) => (
        <Person
          key={agent.staff_id}
          agent={agent}
          now={now}
          onPick={looks ? () => setOpen(agent.staff_id) : sets(agent) ? () => setSetting(agent) : undefined}
        />
      ))}
    </ul>
  );
  const head = (state: State, count: number) => (
    <>
      {t(`state.${state}`)} <b>{count}</b>
    </>
  );
  return (
    <section id="wall-agents" tabIndex={-1} className="wall-part" aria-labelledby="wall-agents-title">
      <h2 id="wall-agents-title">{t('wall.agents')}</h2>
      {groups.every((group) => group.state === 'off') && <Empty title={t('wall.allOff')} text={t('wall.allOffText')} />}
      {groups.map((group) =>
        group.state === 'off' ? (
          <details key={group.state} className="wall-group">
            <summary>{head(group.state, group.agents.length)}</summary>
            {list(group.agents)}
          </details>
        ) : (
          <div key={group.state} className="wall-group">
            <h3>{head(group.state, group.agents.length)}</h3>
            {list(group.agents)}
          </div>
        ),
      )}
      {shown && !setting && (
        <Hands
          agent={shown}
          now={now}
          leads={can(me, 'routing.supervise') && shown.staff_id !== me?.id}
          onSet={sets(shown) ? () => setSetting(shown) : undefined}
          onClose={() => setOpen('')}
        />
      )}
      {setting && (
        <SetState
          agent={setting}
          onClose={() => {
            setSetting(null);
            setOpen('');
          }}
        />
      )}
    </section>
  );
}
