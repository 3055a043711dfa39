import type { components } from '../../../../lib/api/schema';

type Server = components['schemas'];
export type Causes = Server['InsightReasonsView'];
export type Cause = Causes['rows'][number];

/** A reason as it is edited; `id` is its own while it has no key yet. */
export interface Draft {
  id: string;
  key: string;
  text: string;
  active: boolean;
  own: boolean;
  /** As it came, by which a text that nobody touched is known. */
  word: string;
  name: string;
}

export const begin = (rows: Cause[]): Draft[] => rows.map((row) => ({ ...row, id: row.key, text: row.word }));

export const added = (id: string): Draft => ({ id, key: '', text: '', active: true, own: true, word: '', name: '' });

/** What is sent. The usual word stays unnamed, so that it follows each reader's language. */
export function toRows(drafts: Draft[]): Pick<Cause, 'key' | 'name' | 'active'>[] {
  return drafts.map(({ key, text, active, own, word, name }) => {
    const written = text.trim();
    return { key, name: !own && written === word ? name : written, active };
  });
}

/** The same list with one moved by a place. */
export function moved(drafts: Draft[], index: number, by: -1 | 1): Draft[] {
  const to = index + by;
  const one = drafts[index];
  const other = drafts[to];
  if (!one || !other) return drafts;
  return drafts.map((draft, at) => (at === index ? other : at === to ? one : draft));
}

/** What stands in the way of keeping it: the message by the draft's id. */
export function faults(drafts: Draft[]): Record<string, string> {
  const out: Record<string, string> = {};
  const seen = new Set<string>();
  for (const { id, own, text } of drafts) {
    const written = text.trim();
    if (own && written === '') out[id] = 'needWord';
    if (written !== '' && seen.has(written)) out[id] = 'twice';
    seen.add(written);
  }
  return out;
}

/** Goes on from what a colleague kept; a new one that they kept too, or that was kept unheard, is theirs. */
export function rebased(drafts: Draft[], theirs: Cause[]): Draft[] {
  const known = new Set(drafts.map((draft) => draft.key));
  return drafts.map((draft) => {
    const same =
      draft.key === '' && theirs.find((row) => row.own && row.word === draft.text.trim() && !known.has(row.key));
    return same ? { ...draft, key: same.key } : draft;
  });
}
