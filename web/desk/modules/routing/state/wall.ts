import type { Risk, Wall, WallAgent } from '../api';

// Pure: what of the wall is looked at.

export interface Looking {
  team: string;
  queue: string;
}

const word = (value: unknown) => (typeof value === 'string' ? value : '');

/** What the address says is looked at; anything else is everything. */
export function looking(search: Record<string, unknown>): Looking {
  return { team: word(search.team), queue: word(search.queue) };
}

/** The teams that people on the wall belong to, by name. */
export function teams(agents: WallAgent[]): { id: string; name: string }[] {
  const names = new Map(agents.map((agent) => [agent.unit_id, agent.unit]));
  return [...names].map(([id, name]) => ({ id, name })).sort((a, b) => a.name.localeCompare(b.name));
}

/** A team's people, the queues they serve, and who waits there or with them; of these one queue. */
export function narrow(wall: Wall, { team, queue }: Looking): Wall {
  if (!team && !queue) return wall;
  const agents = wall.agents.filter(
    (agent) => (!team || agent.unit_id === team) && (!queue || agent.queues.includes(queue)),
  );
  const served = new Set(agents.flatMap((agent) => agent.queues));
  const queues = wall.queues.filter((one) => (!queue || one.id === queue) && (!team || served.has(one.id)));
  const ids = new Set(queues.map((one) => one.id));
  const people = new Set(agents.map((agent) => agent.staff_id));
  const ours = (owner: string, at: string) => ids.has(at) && (!team || owner === '' || people.has(owner));
  return {
    ...wall,
    agents,
    queues,
    risks: wall.risks.filter((risk) => ours(risk.owner_id, risk.queue_id)),
    risky: wall.risky.filter((some) => ours(some.owner_id, some.queue_id)),
    line: wall.line.filter((one) => ids.has(one.queue_id)),
  };
}

/** Whom nobody serves yet in the queues that are shown. */
export const queued = (wall: Wall): number => wall.queues.reduce((all, queue) => all + queue.waiting, 0);

/** How many promises are broken and about to be; the list holds the first of them. */
export const totals = (risky: Wall['risky']) => ({
  over: risky.reduce((all, some) => all + some.over, 0),
  near: risky.reduce((all, some) => all + some.near, 0),
});

/** Broken promises apart from those that are about to be, both the nearest first. */
export function apart(risks: Risk[], now: number): { over: Risk[]; near: Risk[] } {
  const sorted = [...risks].sort((a, b) => Date.parse(a.due_at) - Date.parse(b.due_at));
  return {
    over: sorted.filter((risk) => Date.parse(risk.due_at) <= now),
    near: sorted.filter((risk) => Date.parse(risk.due_at) > now),
  };
}
