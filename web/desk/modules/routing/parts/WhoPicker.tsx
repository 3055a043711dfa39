import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useId, useState } from 'react';
import { useAnswer, useEnter } from '../../../../lib/answer/answer';
import type { Page } from '../../../../lib/api/types';
import { useTexts } from '../../../../lib/i18n/i18n';
import { composing } from '../../../../lib/keys/keys';
import { can } from '../../../../lib/perm/perm';
import { useMe } from '../../../../lib/session/me';
import { clock } from '../../../../lib/time/time';
import { colleaguesQuery, type WallAgent, wallQuery } from '../api';
import { presenceWord } from '../state/words';

export interface Who {
  kind: 'person' | 'queue';
  id: string;
  name: string;
  note: string;
  agent?: WallAgent;
}

interface Props {
  label: string;
  error?: string;
  chosen: Who | null;
  onPick: (who: Who | null) => void;
  /** Only people: a queue cannot be passed something by name. */
  people?: boolean;
}

interface Person {
  id: string;
  name: string;
}

const ask = (q: string) => ({ ...colleaguesQuery(q), rows: (page: Page<Person>) => page.rows });

function useChoices(typed: string, people: boolean): { choices: Who[]; fresh: boolean; coming: boolean } {
  const { t, locale } = useTexts('routing');
  const me = useMe();
  const { rows: found, fresh, coming } = useAnswer(typed, ask);
  const wall = useQuery({ ...wallQuery, enabled: can(me, 'routing.read'), staleTime: 5_000 }).data;
  const queues = people ? [] : (wall?.queues ?? []).filter((queue) => queue.name.includes(typed.trim())).slice(0, 3);
  const persons = found.map((person): Who => {
    const agent = wall?.agents.find((one) => one.staff_id === person.id);
    const note = person.id === me?.id ? t('who.me') : presenceWord(t, agent, (at) => clock(at, locale));
    return { kind: 'person', id: person.id, name: person.name, note, agent };
  });
  const lines = queues.map((queue): Who => ({ kind: 'queue', id: queue.id, name: queue.name, note: t('who.queue') }));
  return { choices: typed.trim() ? [...persons, ...lines] : [...lines, ...persons], fresh, coming };
}

/** Finds a colleague or a queue by typing; each with what they are doing now. */
export function WhoPicker({ label, error, chosen, onPick, people = false }: Props) {
  const { t } = useTexts('routing');
  const id = useId();
  const [q, setQ] = useState('');
  const [at, setAt] = useState(0);
  const [open, setOpen] = useState(false);
  const { choices, fresh, coming } = useChoices(q, people);
  const pick = (who: Who | undefined) => {
    if (!who || !fresh) return;
    onPick(who);
    setOpen(false);
    setQ('');
  };
  // It only fills the field: whoever types a name and goes on need not wait for the list.
  const enter = useEnter(q, coming, () => open && pick(choices[at]));
  const onKey = (event: KeyboardEvent) => {
    if (composing(event)) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      enter.forget();
      setOpen(true);
      setAt((now) => Math.max(0, Math.min(choices.length - 1, now + step)));
    } else if (event.key === 'Enter' && open && !event.ctrlKey && !event.metaKey) enter.press();
    else if (event.key === 'Escape' && open) {
      setOpen(false);
      event.stopPropagation();
    } else return;
    event.preventDefault();
  };
  const active = open && fresh ? choices[at] : undefined;
  return (
    <div className="field who-pick">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="input"
        role="combobox"
        autoComplete="off"
        aria-expanded={open}
        aria-controls={`${id}-list`}
        aria-activedescendant={active ? `${id}-${active.id}` : undefined}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${id}-error` : undefined}
        placeholder={t('who.find')}
        value={open ? q : (chosen?.name ?? q)}
        onFocus={() => setOpen(!chosen)}
        onClick={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onChange={(event) => {
          setQ(event.target.value);
          setAt(0);
          setOpen(true);
          if (chosen) onPick(null);
        }}
        onKeyDown={onKey}
      />
      {chosen && !open && <p className="field-hint">{chosen.note}</p>}
      {error && (
        <p id={`${id}-error`} className="field-error" role="alert">
          {error}
        </p>
      )}
      <div id={`${id}-list`} role="listbox" aria-label={label} className="who-list" hidden={!open} aria-busy={!fresh}>
        {choices.map((who, index) => (
          <div
            key={`${who.kind}${who.id}`}
            id={`${id}-${who.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={fresh && index === at}
            aria-disabled={!fresh || undefined}
            onMouseDown={(event) => {
              event.preventDefault();
              pick(who);
            }}
          >
            <b>{who.name}</b>
            <small>{who.note}</small>
          </div>
        ))}
        {fresh && choices.length === 0 && <p className="field-hint">{t('who.none')}</p>}
      </div>
    </div>
  );
}
