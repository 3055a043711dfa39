import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useId, useState } from 'react';
import { useAnswer } from '../../../../lib/answer/answer';
import type { Colleague, Page, Regard } from '../../../../lib/api/types';
import { useTexts } from '../../../../lib/i18n/i18n';
import { composing } from '../../../../lib/keys/keys';
import { Button } from '../../../../ui/Button';
import { ChoiceField } from '../../../../ui/Field';
import { colleaguesQuery, stewardQuery } from '../api';

const GRADES = ['', 'A', 'B', 'C', 'D'] as const;
const SHOWN = 6;
const ask = (q: string) => ({ ...colleaguesQuery(q), rows: (page: Page<Colleague>) => page.rows.slice(0, SHOWN) });
/** Languages offered to choose from; the API takes the code of any. */
const SPOKEN = ['zh-CN', 'zh-TW', 'yue', 'en'] as const;

/** Picks a colleague by typing; the list is open only while one is looked for. */
function Steward({ id, onPick }: { id: string; onPick: (id: string) => void }) {
  const { t } = useTexts('customer');
  const field = useId();
  const [q, setQ] = useState('');
  const [at, setAt] = useState(0);
  const [picked, setPicked] = useState<Colleague>();
  const known = useQuery(stewardQuery(id)).data;
  const { rows, fresh } = useAnswer(q.trim(), ask, { pause: 0, empty: false });
  const pick = (one: Colleague) => {
    if (!fresh) return;
    setPicked(one);
    setQ('');
    onPick(one.id);
  };
  const onKey = (event: KeyboardEvent) => {
    if (composing(event) || q.trim() === '') return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const one = rows[at];
    if (step && rows.length > 0) setAt((at + step + rows.length) % rows.length);
    else if (event.key === 'Enter' && (one || !fresh)) {
      // Held back until the answer is here: it would send the form around it.
      if (one) pick(one);
    } else return;
    event.preventDefault();
  };
  const name = (picked?.id === id ? picked.name : known?.name) ?? '';
  return (
    <div className="field steward">
      <label htmlFor={field}>{t('regard.steward')}</label>
      {id ? (
        <span className="steward-one">
          <b>{name}</b>
          <Button look="link" onClick={() => onPick('')}>
            {t('regard.stewardClear')}
          </Button>
        </span>
      ) : (
        <input
          id={field}
          className="input"
          role="combobox"
          aria-expanded={rows.length > 0}
          aria-controls={`${field}-list`}
          aria-activedescendant={fresh && rows[at] ? `${field}-${at}` : undefined}
          placeholder={t('regard.stewardFind')}
          value={q}
          onChange={(event) => {
            setQ(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKey}
        />
      )}
      {rows.length > 0 && (
        <div
          id={`${field}-list`}
          className="pick-list"
          role="listbox"
          aria-label={t('regard.steward')}
          aria-busy={!fresh}
        >
          {rows.map((one, index) => (
            <div
              key={one.id}
              id={`${field}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={fresh && index === at}
              aria-disabled={!fresh || undefined}
              onMouseDown={(event) => {
                event.preventDefault();
                pick(one);
              }}
            >
              <span>
                <b>{one.name}</b>
                <small>{one.unit_name}</small>
              </span>
            </div>
          ))}
        </div>
      )}
      {q.trim() && fresh && rows.length === 0 && <p className="field-hint">{t('regard.stewardNone')}</p>}
      <p className="field-hint">{t('regard.stewardHint')}</p>
    </div>
  );
}

export function RegardFields({ regard, onChange }: { regard: Regard; onChange: (regard: Regard) => void }) {
  const { t } = useTexts('customer');
  const put = (patch: Partial<Regard>) => onChange({ ...regard, ...patch });
  return (
    <>
      <ChoiceField
        label={t('regard.grade')}
        hint={t('regard.gradeHint')}
        value={regard.grade ?? ''}
        options={GRADES.map((value) => ({ value, label: value || t('regard.none') }))}
        onChange={(grade) => put({ grade })}
      />
      <label className="vip">
        <input type="checkbox" checked={regard.vip ?? false} onChange={(event) => put({ vip: event.target.checked })} />
        <span>
          <b>{t('regard.vip')}</b> {t('regard.vipHint')}
        </span>
      </label>
      <ChoiceField
        label={t('regard.language')}
        value={regard.language ?? ''}
        options={[
          { value: '' as const, label: t('regard.anyLanguage') },
          ...SPOKEN.map((value) => ({ value, label: t(`regard.languages.${value}`) })),
        ]}
        onChange={(language) => put({ language })}
      />
      <Steward id={regard.steward_id ?? ''} onPick={(steward_id) => put({ steward_id })} />
    </>
  );
}
