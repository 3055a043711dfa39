import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Colleague } from '../../../../lib/api/types';
import { useTexts } from '../../../../lib/i18n/i18n';
import { colleaguesQuery } from '../api';

interface Props {
  query: string;
  at: number;
  onPeople: (people: Colleague[]) => void;
  onPick: (person: Colleague) => void;
}

const SHOWN = 6;

/** Colleagues that fit what follows the "@". The caret stays in the text. */
export default function MentionList({ query, at, onPeople, onPick }: Props) {
  const { t } = useTexts('conversation');
  const { data } = useQuery({ ...colleaguesQuery(query), placeholderData: keepPreviousData });
  const people = data?.rows.slice(0, SHOWN);
  useEffect(() => onPeople(people ?? []), [people, onPeople]);
  if (!people || people.length === 0) return null;
  return (
    <div id="mention-list" className="mentions" role="listbox" aria-label={t('composer.mention')}>
      {people.map((person, index) => (
        <div
          key={person.id}
          id={`mention-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === at % people.length}
          onMouseDown={(event) => {
            // Keeps the caret where it is.
            event.preventDefault();
            onPick(person);
          }}
        >
          <b>{person.name}</b>
          <small>{person.unit_name}</small>
        </div>
      ))}
    </div>
  );
}
