import { useNavigate } from '@tanstack/react-router';
import { useTexts } from '../../../../lib/i18n/i18n';
import type { Wall } from '../api';
import { type Looking, teams } from '../state/wall';

interface PickProps {
  label: string;
  all: string;
  value: string;
  options: { id: string; name: string }[];
  onPick: (id: string) => void;
}

function Pick({ label, all, value, options, onPick }: PickProps) {
  // A link may name what is not on this wall: it is still said that something is picked.
  const known = value === '' || options.some((one) => one.id === value);
  if (options.length < 2 && value === '') return null;
  return (
    <select className="input" aria-label={label} value={value} onChange={(event) => onPick(event.target.value)}>
      <option value="">{all}</option>
      {!known && <option value={value}>?</option>}
      {options.map((one) => (
        <option key={one.id} value={one.id}>
          {one.name}
        </option>
      ))}
    </select>
  );
}

/** By team and queue; what is picked stands in the address, so that it can be kept and sent on. */
export function WallFilter({ wall, look }: { wall: Wall; look: Looking }) {
  const { t } = useTexts('routing');
  const navigate = useNavigate();
  const set = (patch: Partial<Looking>) => {
    const next = { ...look, ...patch };
    void navigate({
      to: '.',
      search: { team: next.team || undefined, queue: next.queue || undefined } as never,
      replace: true,
    });
  };
  return (
    <span className="wall-filter">
      <Pick
        label={t('wall.team')}
        all={t('wall.allTeams')}
        value={look.team}
        options={teams(wall.agents)}
        onPick={(team) => set({ team })}
      />
      <Pick
        label={t('wall.queue')}
        all={t('wall.allQueues')}
        value={look.queue}
        options={wall.queues}
        onPick={(queue) => set({ queue })}
      />
    </span>
  );
}
