import { useLayoutEffect } from 'react';
import { useAnswer } from '../../../../lib/answer/answer';
import type { Colleague, Page } from '../../../../lib/api/types';
import { useTexts } from '../../../../lib/i18n/i18n';
import { colleaguesQuery } from '../api';
import { apart } from '../state/colleagues';

/** Who fits what is typed now; while that is not known yet nobody does. */
export interface Found {
  people: Colleague[];
  coming: boolean;
}

interface Props {
  query: string;
  at: number;
  onFound: (found: Found) => void;
  onPick: (person: Colleague) => void;
}

const SHOWN = 6;
const ask = (q: string) => ({ ...colleaguesQuery(q), rows: (page: Page<Colleague>) => page.rows.slice(0, SHOWN) });

/** Colleagues that fit what follows the "@". The caret stays in the text. */
export default function MentionList({ query, at, onFound, onPick }: Props) {
  const { t } = useTexts('conversation');
  const { rows: people, fresh, coming } = useAnswer(query, ask);
  // Before the next key: it may be an Enter.
  useLayoutEffect(() => onFound({ people: fresh ? people : [], coming }), [people, fresh, coming, onFound]);
  if (people.length === 0) return null;
  return (
    <div id="mention-list" className="mentions" role="listbox" aria-label={t('composer.mention')} aria-busy={!fresh}>
      {people.map((person, index) => (
        <div
          key={person.id}
          id={`mention-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={fresh && index === at % people.length}
          aria-disabled={!fresh || undefined}
          onMouseDown={(event) => {
            // Keeps the caret where it is.
            event.preventDefault();
            if (fresh) onPick(person);
          }}
        >
          <b>{person.name}</b>
          <small>{apart(person, people)}</small>
        </div>
      ))}
    </div>
  );
}
