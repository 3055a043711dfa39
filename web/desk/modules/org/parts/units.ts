import type { Unit } from '../../../../lib/api/admin-types';

export interface UnitNode {
  key: string;
  value: string;
  title: string;
  unit: Unit;
  children: UnitNode[];
}

/** The flat list as a tree. A unit whose parent is out of sight stands at the top. */
export function tree(units: Unit[]): UnitNode[] {
  const nodes = new Map(
    units.map((unit) => [
      unit.id,
      { key: unit.id, value: unit.id, title: unit.name, unit, children: [] as UnitNode[] },
    ]),
  );
  const top: UnitNode[] = [];
  for (const node of nodes.values()) {
    const parent = nodes.get(node.unit.parent_id);
    if (parent && parent !== node) parent.children.push(node);
    else top.push(node);
  }
  return top;
}
