type Answer = boolean | 'stay';
type Leaving = () => Promise<Answer>;

const acts = new Set<Leaving>();

/** What a module does before its person signs out; false asks whether to go all the same, 'stay' says no. */
export function whenLeaving(act: Leaving): () => void {
  acts.add(act);
  return () => acts.delete(act);
}

/** True when nothing would be lost. Whoever is asked something is asked one thing at a time. */
export async function leaving(): Promise<Answer> {
  let kept = true;
  for (const act of acts) {
    const answer = await act();
    if (answer === 'stay') return 'stay';
    kept = kept && answer;
  }
  return kept;
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
