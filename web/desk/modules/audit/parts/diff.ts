/** A value that is not taken apart any further. */
export type Leaf = string | number | boolean | string[] | null;

export interface Change {
  /** The way to the value: field, then what it is about, like ["rules", "overflow_seconds"]. */
  path: string[];
  before: Leaf;
  after: Leaf;
}

/** What the trail needs to count by and no reader wants to see. */
const SILENT = new Set(['id', 'version', 'created_at', 'updated_at']);
/** What tells the entries of a list apart. */
const KEYS = ['id', 'skill_id', 'kind', 'date', 'permission'];

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** "HoursID" as the others are written: "hours_id". Keys of one letter are grades. */
const plain = (key: string) => (/^[A-Z]\w/.test(key) ? key.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase() : key);

const line = (value: unknown): string => (Array.isArray(value) ? value.map(line).join('–') : String(value));

function keyOf(rows: Record<string, unknown>[]): string | undefined {
  // A kind names the entries only where it does not repeat: breaks, not days.
  return KEYS.find((key) => new Set(rows.map((row) => row[key] ?? '')).size === rows.length && rows[0]?.[key]);
}

function collect(value: unknown, path: string[], into: Map<string, [string[], Leaf]>): void {
  const put = (leaf: Leaf) => into.set(path.join('\n'), [path, leaf]);
  if (value === undefined || value === null || value === '' || /^0001-01-01T/.test(String(value))) return;
  if (Array.isArray(value)) {
    if (value.length === 0) return;
    const key = value.every(isMap) ? keyOf(value) : undefined;
    if (!key) {
      put(value.map((one) => (isMap(one) ? JSON.stringify(one) : line(one))));
      return;
    }
    for (const { [key]: name, ...rest } of value as Record<string, unknown>[])
      collect(rest, [...path, String(name)], into);
  } else if (isMap(value)) {
    for (const [key, inner] of Object.entries(value)) {
      const name = path.length === 0 ? plain(key) : key;
      if (!SILENT.has(name)) collect(inner, [...path, name], into);
    }
  } else put(value as Leaf);
}

/** The leaves that differ between two states, in the order they were recorded. */
export function diff(before: unknown, after: unknown): Change[] {
  const [old, now] = [before, after].map((state) => {
    const leaves = new Map<string, [string[], Leaf]>();
    collect(state, [], leaves);
    return leaves;
  }) as [Map<string, [string[], Leaf]>, Map<string, [string[], Leaf]>];
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((key) => {
      const path = old.get(key)?.[0] ?? now.get(key)?.[0] ?? [];
      return { path, before: old.get(key)?.[1] ?? null, after: now.get(key)?.[1] ?? null };
    })
    .filter((change) => JSON.stringify(change.before) !== JSON.stringify(change.after));
}
