import { useEffect, useRef } from 'react';

// Commands are declared by modules and acted on by whatever page is open. The
// last page to offer an act has it.
type Act = () => void;
const acts = new Map<string, Act[]>();

export function actOf(id: string): Act | undefined {
  return acts.get(id)?.at(-1);
}

function offer(id: string, act: Act): () => void {
  acts.set(id, [...(acts.get(id) ?? []), act]);
  return () => {
    acts.set(
      id,
      (acts.get(id) ?? []).filter((one) => one !== act),
    );
  };
}

/** Offers acts for command ids while the component is on screen. */
export function useCommands(offers: Record<string, Act | undefined | false>): void {
  const latest = useRef(offers);
  latest.current = offers;
  const ids = Object.keys(offers)
    .filter((id) => offers[id])
    .join(' ');
  useEffect(() => {
    const undo = ids
      .split(' ')
      .filter(Boolean)
      .map((id) =>
        offer(id, () => {
          const act = latest.current[id];
          if (act) act();
        }),
      );
    return () => {
      for (const one of undo) one();
    };
  }, [ids]);
}
