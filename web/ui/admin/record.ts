import { ApiError } from '../../lib/api/client';

// Pure: what two versions of one row have to do with each other.

type Tree = Record<string, unknown>;

const tree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);
const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** The row as it is stored now, where a save was refused because somebody else had saved. */
export function storedIn<Row>(cause: unknown): Row | null {
  if (!(cause instanceof ApiError) || cause.code !== 'version.conflict') return null;
  return tree(cause.details.current) ? (cause.details.current as Row) : null;
}

/** Fields of two versions that differ, by dotted name. */
export function differences(mine: object, theirs: object, path = ''): string[] {
  return Object.entries(mine).flatMap(([key, value]) => {
    const other = (theirs as Tree)[key];
    if (tree(value) && tree(other)) return differences(value, other, `${path}${key}.`);
    return same(value, other) ? [] : [path + key];
  });
}

/** A field by its dotted name. */
export const valueAt = (values: object, path: string): unknown =>
  path.split('.').reduce<unknown>((inner, part) => (tree(inner) ? inner[part] : undefined), values);

export type Side = 'mine' | 'theirs';

export interface Choice {
  path: string;
  mine: unknown;
  theirs: unknown;
  pick: Side;
}

/** Field by field where mine and theirs differ: what I have not touched is theirs, what I have stays mine. */
export function choices(base: object, mine: object, theirs: object): Choice[] {
  return differences(mine, theirs).map((path) => {
    const own = valueAt(mine, path);
    const pick = same(own, valueAt(base, path)) ? 'theirs' : 'mine';
    return { path, mine: own, theirs: valueAt(theirs, path), pick };
  });
}
