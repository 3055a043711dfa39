type Leaving = () => Promise<boolean>;

const acts = new Set<Leaving>();

/** What a module does before its person signs out; false asks whether to go all the same. */
export function whenLeaving(act: Leaving): () => void {
  acts.add(act);
  return () => acts.delete(act);
}

/** True when nothing would be lost. */
export async function leaving(): Promise<boolean> {
  const done = await Promise.all([...acts].map((act) => act()));
  return done.every(Boolean);
}

const swept = new Set<() => void>();

/** What leaves the browser with its person. */
export function whenLeft(act: () => void): () => void {
  swept.add(act);
  return () => swept.delete(act);
}

export function left(): void {
  for (const act of swept) act();
}
