import { type KeyboardEvent, useState } from 'react';
import { useAnswer } from '../../../../lib/answer/answer';
import type { Colleague, Page } from '../../../../lib/api/types';
import { useTexts } from '../../../../lib/i18n/i18n';
import { composing } from '../../../../lib/keys/keys';
import { Avatar, Skeleton } from '../../../../ui/bits';
import { Dialog } from '../../../../ui/Dialog';
import { colleaguesQuery } from '../api';
import { apart } from '../state/colleagues';

interface Props {
  ownerId: string;
  onClose: () => void;
  onPick: (person: Colleague) => void;
}

const ask = (q: string) => ({ ...colleaguesQuery(q), rows: (page: Page<Colleague>) => page.rows });

export default function AssignDialog({ ownerId, onClose, onPick }: Props) {
  const { t } = useTexts('conversation');
  const [q, setQ] = useState('');
  const [at, setAt] = useState(0);
  const { rows, fresh, coming } = useAnswer(q, ask);
  const people = rows.filter((person) => person.id !== ownerId);
  const pick = (person: Colleague | undefined) => {
    if (person && fresh) onPick(person);
  };
  const onKey = (event: KeyboardEvent) => {
    if (composing(event)) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setAt((now) => Math.max(0, Math.min(people.length - 1, now + step)));
    else if (event.key === 'Enter') pick(people[at]);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={t('assign.title')} closeLabel={t('close')} onClose={onClose}>
      <input
        className="input"
        role="combobox"
        aria-expanded="true"
        aria-controls="assign-list"
        aria-activedescendant={fresh && people[at] ? `assign-${people[at].id}` : undefined}
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
      {coming && people.length === 0 && <Skeleton rows={3} look="line" />}
      <div id="assign-list" className="pick-list" role="listbox" aria-label={t('assign.title')} aria-busy={!fresh}>
        {people.map((person, index) => (
          <div
            key={person.id}
            id={`assign-${person.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={fresh && index === at}
            aria-disabled={!fresh || undefined}
            onClick={() => pick(person)}
          >
            <Avatar name={person.name} />
            <span>
              <b>{person.name}</b>
              <small>{apart(person, people)}</small>
            </span>
          </div>
        ))}
      </div>
      {fresh && people.length === 0 && <p className="pick-none">{t('assign.none')}</p>}
    </Dialog>
  );
}
