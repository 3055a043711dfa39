import { useRef, useState } from 'react';
import { api } from '../../lib/api/client';
import { useKey } from '../../lib/api/useKey';
import { differences, storedIn } from './record';

/** A save that was refused because somebody else had saved: both versions are on screen, and one goes on. */
export class Clashed extends Error {}

interface Row {
  id?: string;
  version?: number;
}

export interface Versions<One> {
  /** What the form's values grew from. */
  before: One;
  theirs: One;
}

/**
 * One row while it is edited: the same client key for every press of the
 * button, and the version that is saved against. After a refusal for a newer
 * version both are at hand and the next save is against the newer one.
 * `row` is what was opened; null makes a new one.
 */
export function useRecord<One extends Row>(path: string, row: One | null | undefined, opening: unknown = row) {
  const key = useKey(opening);
  const [clashed, setClashed] = useState<{ opening: unknown; versions: Versions<One> } | null>(null);
  const settle = () => setClashed(null);
  // Of another opening they are no more.
  const versions = clashed && clashed.opening === opening ? clashed.versions : null;
  const held = useRef({ opening, last: row });
  if (held.current.opening !== opening) held.current = { opening, last: row };
  const send = async (method: 'put' | 'patch', body: object): Promise<One> => {
    const { last } = held.current;
    if (!last) return api.post<One>(path, { client_key: key, ...body });
    const at = last.id === undefined || method === 'put' ? path : `${path}/${last.id}`;
    const next = { ...body, version: last.version };
    return method === 'put' ? api.put<One>(at, next) : api.patch<One>(at, next);
  };
  const save = async (body: object, method: 'put' | 'patch' = 'patch'): Promise<One> => {
    try {
      const next = await send(method, body);
      held.current.last = row ? next : row;
      settle();
      return next;
    } catch (cause) {
      const theirs = storedIn<One>(cause);
      const before = held.current.last;
      if (!theirs || !before) throw cause;
      held.current.last = theirs;
      setClashed({ opening, versions: { before, theirs } });
      throw new Clashed();
    }
  };
  /** A newer version that says the same of what the form edits is no clash. */
  const follow = (latest: One, valuesOf: (one: One) => object) => {
    const { last } = held.current;
    if (!last || (latest.version ?? 0) <= (last.version ?? 0)) return;
    if (differences(valuesOf(last), valuesOf(latest)).length === 0) held.current.last = latest;
  };
  /** For a form that shows both: what of a row it edits, and its words. */
  const clash = (
    valuesOf: (one: One) => object,
    label: (path: string) => string,
    say?: (path: string, value: unknown) => string,
  ) => ({ versions, settle, valuesOf, label, say });
  return { save, versions, settle, follow, clash };
}
