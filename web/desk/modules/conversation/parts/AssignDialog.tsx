import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useState } from 'react';
import type { Colleague } from '../../../../lib/api/types';
import { useTexts } from '../../../../lib/i18n/i18n';
import { composing } from '../../../../lib/keys/keys';
import { Avatar, Skeleton } from '../../../../ui/bits';
import { Dialog } from '../../../../ui/Dialog';
import { colleaguesQuery } from '../api';

interface Props {
  ownerId: string;
  onClose: () => void;
  onPick: (person: Colleague) => void;
}

export default function AssignDialog({ ownerId, onClose, onPick }: Props) {
  const { t } = useTexts('conversation');
  const [q, setQ] = useState('');
  const [at, setAt] = useState(0);
  const { data, isPending } = useQuery({ ...colleaguesQuery(q), placeholderData: keepPreviousData });
  const people = (data?.rows ?? []).filter((person) => person.id !== ownerId);
  const onKey = (event: KeyboardEvent) => {
    if (composing(event)) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setAt((now) => Math.max(0, Math.min(people.length - 1, now + step)));
    else if (event.key === 'Enter') {
      const person = people[at];
      if (person) onPick(person);
    } else return;
    event.preventDefault();
  };
  return (
    <Dialog title={t('assign.title')} closeLabel={t('close')} onClose={onClose}>
      <input
        className="input"
        role="combobox"
        aria-expanded="true"
        aria-controls="assign-list"
        aria-activedescendant={people[at] ? `assign-${people[at].id}` : undefined}
        aria-label={t('assign.search')}
        placeholder={t('assign.search')}
        value={q}
        autoFocus
        onChange={(event) => {
          setQ(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKey}
      />
      {isPending && <Skeleton rows={3} look="line" />}
      <div id="assign-list" className="pick-list" role="listbox" aria-label={t('assign.title')}>
        {people.map((person, index) => (
          <div
            key={person.id}
            id={`assign-${person.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            onClick={() => onPick(person)}
          >
            <Avatar name={person.name} />
            <span>
              <b>{person.name}</b>
              <small>{person.unit_name}</small>
            </span>
          </div>
        ))}
      </div>
      {!isPending && people.length === 0 && <p className="pick-none">{t('assign.none')}</p>}
    </Dialog>
  );
}
