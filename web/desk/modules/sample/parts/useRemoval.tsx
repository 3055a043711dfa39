import { useState } from 'react';
import { AskRemove } from './AskRemove';
import type { useSample } from './useSample';

type Of = Pick<ReturnType<typeof useSample>, 'doing' | 'problem' | 'act'>;

/** Asks once before the sample is removed; what stands after is the caller's. */
export function useRemoval({ doing, problem, act }: Of, after?: () => void) {
  const [asking, setAsking] = useState(false);
  const remove = async () => {
    if (!(await act('remove'))) return;
    setAsking(false);
    after?.();
  };
  return {
    asking,
    ask: () => setAsking(true),
    dialog: asking && (
      <AskRemove
        busy={doing === 'remove'}
        problem={problem}
        onRemove={() => void remove()}
        onClose={() => setAsking(false)}
      />
    ),
  };
}
