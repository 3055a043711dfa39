import { useLayoutEffect, useState } from 'react';
import type { Me } from '../../../../lib/api/types';
import { isBlank } from '../../../../lib/text/blank';
import { laidAside, layAside } from './drafts';
import { stand } from './stand';
import type { Thread } from './thread';
import type { useDraft } from './useDraft';

/** Conversations in which this person has looked on since they last served them. */
const watched = new Set<string>();

type Drafting = ReturnType<typeof useDraft>;

/**
 * Whoever takes over answers from then on. What they had begun to say to the
 * colleague stays apart, for the next note or whisper: it must not go to the
 * customer.
 */
export function useAside(thread: Thread, me: Me, { draft, change }: Drafting, began: () => void) {
  const { id, owner_id } = thread.conversation;
  const { watching } = stand(thread.conversation, me);
  const mine = owner_id === me.id;
  const [aside, setAside] = useState(() => laidAside(me.id, id));
  const lay = (text: string) => {
    layAside(me.id, id, text);
    setAside(text);
  };
  const takeUp = () => {
    if (draft.text !== '' || !aside) return {};
    lay('');
    return { text: aside };
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: another owner is what changes it
  useLayoutEffect(() => {
    if (mine && watched.delete(id)) {
      began();
      if (draft.kind === 'note') {
        if (!isBlank(draft.text)) lay(draft.text);
        change({ kind: 'reply', text: '' });
      }
    }
    if (watching && aside && draft.text === '') change({ kind: 'note', ...takeUp() });
    if (watching) watched.add(id);
  }, [watching, mine]);
  return { aside, takeUp };
}
