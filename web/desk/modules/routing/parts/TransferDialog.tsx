import '../transfer.css';
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { ApiError, clientKey } from '../../../../lib/api/client';
import { queries } from '../../../../lib/api/queries';
import type { Conversation, Me } from '../../../../lib/api/types';
import { locale, useTexts } from '../../../../lib/i18n/i18n';
import { composing } from '../../../../lib/keys/keys';
import { can } from '../../../../lib/perm/perm';
import { isBlank } from '../../../../lib/text/blank';
import { full } from '../../../../lib/time/time';
import { Button } from '../../../../ui/Button';
import { Avatar, Kbd, Skeleton } from '../../../../ui/bits';
import { Dialog } from '../../../../ui/Dialog';
import { AreaField } from '../../../../ui/Field';
import { explain } from '../../../../ui/Problem';
import { toast } from '../../../../ui/toast';
import { freeQuery, queuesQuery, routing, transfersKey, wallQuery } from '../api';
import { type Choice, chosen, people, queues, step, ways } from '../state/transfer';

interface Props {
  conversation: Conversation;
  me: Me;
  /** Gives it away at once, without asking. */
  onAssign: () => void;
  onClose: () => void;
}

type Where = 'person' | 'queue';
type Kind = 'warm' | 'cold' | 'consult' | 'whisper';
const KINDS = ['warm', 'cold', 'consult', 'whisper'] as const;

function Facts({ row }: { row: Choice }) {
  const { t } = useTexts('routing');
  if (row.person) {
    const { state, load, places } = row.person;
    return (
      <span className="to-facts">
        <span className="to-state" data-state={state}>
          {t(`state.${state}`)}
        </span>
        <b className={load >= places ? 'to-full' : ''}>
          {load}/{places}
        </b>
        {row.blocked && <small>{t(`blocked.${row.blocked}`)}</small>}
      </span>
    );
  }
  const opens = row.queue?.next_opening;
  return (
    <span className="to-facts">
      {row.blocked ? (
        <small>
          {row.blocked === 'closed' && opens
            ? t('blocked.closedUntil', { time: full(opens, locale()) })
            : t(`blocked.${row.blocked}`)}
        </small>
      ) : (
        <span>{t('to.here', { count: row.online ?? 0 })}</span>
      )}
      {row.waiting !== undefined && <b>{t('to.waiting', { count: row.waiting })}</b>}
    </span>
  );
}

interface ListProps {
  rows: Choice[];
  picked?: Choice;
  label: string;
  onPick: (row: Choice) => void;
}

function Choices({ rows, picked, label, onPick }: ListProps) {
  const list = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the chosen one stays in sight
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [picked?.id]);
  return (
    <div id="to-list" className="pick-list to-list" ref={list} role="listbox" aria-label={label}>
      {rows.map((row) => (
        <div
          key={row.id}
          id={`to-${row.id}`}
          role="option"
          tabIndex={-1}
          aria-selected={row.id === picked?.id}
          aria-disabled={row.blocked !== '' || undefined}
          onClick={() => onPick(row)}
        >
          <Avatar name={row.name} />
          <span className="to-name">
            <b>{row.name}</b>
            {row.detail && <small>{row.detail}</small>}
          </span>
          <Facts row={row} />
        </div>
      ))}
    </div>
  );
}

function Kinds({ kind, onKind }: { kind: Kind; onKind: (kind: Kind) => void }) {
  const { t } = useTexts('routing');
  return (
    <fieldset className="field to-kinds">
      <legend>{t('to.kind')}</legend>
      {KINDS.map((one) => (
        <label key={one}>
          <input type="radio" name="transfer-kind" checked={kind === one} onChange={() => onKind(one)} />
          <span>
            <b>{t(`kind.${one}`)}</b>
            <small>{t(`kindText.${one}`)}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** Advice is asked for in other words than to take over. */
const asking = (kind: Kind) => (kind === 'consult' || kind === 'whisper' ? kind : 'transfer');

/** People and queues, as far as one may see them, narrowed by what is typed. */
function useChoices(me: Me, where: Where, q: string) {
  const mayQueues = can(me, 'routing.read');
  const free = useQuery(freeQuery);
  const all = useQuery({ ...queuesQuery, enabled: mayQueues });
  const wall = useQuery({ ...wallQuery, enabled: mayQueues });
  const rows = where === 'person' ? people(free.data?.rows ?? [], q) : queues(all.data?.rows ?? [], wall.data, q);
  return { rows, mayQueues, pending: where === 'person' ? free.isPending : all.isPending };
}

/** Sends it; one key for all attempts, so that a lost answer does no harm. */
function useAsk(conversation: Conversation, done: () => void) {
  const { t } = useTexts('routing');
  const [key, setKey] = useState(clientKey);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const ask = async (row: Pick<Choice, 'id' | 'kind' | 'name'>, kind: Kind, note: string) => {
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      const to = row.kind === 'person' ? { to_id: row.id } : { to_queue_id: row.id };
      if (kind === 'whisper') await routing.whisper(conversation.id, key, note.trim(), to);
      else await routing.transfer(conversation.id, { client_key: key, kind, note: note.trim(), ...to });
      void queries.invalidateQueries({ queryKey: transfersKey(conversation.id) });
      toast(t(kind === 'whisper' ? 'whisper.done' : `to.asked_${asking(kind)}`, { name: row.name }));
      done();
    } catch (cause) {
      setError(cause);
      // Only a refusal makes way for another try; after a lost answer it may have been done.
      if (cause instanceof ApiError && !cause.passing) setKey(clientKey());
      void queries.invalidateQueries({ queryKey: freeQuery.queryKey });
    } finally {
      setBusy(false);
    }
  };
  return { ask, busy, error };
}

export default function TransferDialog({ conversation, me, onAssign, onClose }: Props) {
  const { t } = useTexts('routing');
  const frame = useTexts('frame').t;
  const [where, setWhere] = useState<Where>('person');
  const [q, setQ] = useState('');
  const [id, setId] = useState('');
  const [kind, setKind] = useState<Kind>('warm');
  const [note, setNote] = useState('');
  const { rows, mayQueues, pending } = useChoices(me, where, q);
  const { ask, busy, error } = useAsk(conversation, onClose);
  const noteField = useRef<HTMLDivElement>(null);
  const picked = chosen(rows, id);
  // Whom the button names stays named, also when the list is fetched anew under it.
  useEffect(() => {
    if (picked) setId(picked.id);
  }, [picked]);
  const needsNote = kind === 'consult' || kind === 'whisper';
  // Who is full may still be told something.
  const free = picked !== undefined && (!picked.blocked || (kind === 'whisper' && picked.blocked === 'full'));
  const able = free && (!needsNote || !isBlank(note));
  const instead = ways(error);
  const send = () => {
    if (picked && able) void ask(picked, kind, note);
  };
  const onSearchKey = (event: KeyboardEvent) => {
    if (composing(event)) return;
    const by = ({ ArrowDown: 1, ArrowUp: -1 } as const)[event.key as 'ArrowDown' | 'ArrowUp'];
    if (by) setId(step(rows, picked?.id ?? '', by));
    else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
      if (picked) setId(picked.id);
      noteField.current?.querySelector('textarea')?.focus();
    } else return;
    event.preventDefault();
  };
  const onKey = (event: KeyboardEvent) => {
    if (composing(event) || event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    send();
  };
  const turn = (next: Where) => {
    setWhere(next);
    setId('');
    setQ('');
  };
  return (
    <Dialog
      title={t('to.title')}
      closeLabel={t('close')}
      onClose={onClose}
      footer={
        <>
          {can(me, 'routing.supervise') && (
            <Button look="link" className="to-assign" onClick={onAssign}>
              {t('to.assign')}
            </Button>
          )}
          <Button onClick={onClose}>{frame('cancel')}</Button>
          <Button look="primary" busy={busy} disabled={!able} onClick={send}>
            {picked ? t(`to.ask_${asking(kind)}`, { name: picked.name }) : t('to.askNobody')} <Kbd combo="mod+enter" />
          </Button>
        </>
      }
    >
      <div onKeyDown={onKey} role="presentation">
        {mayQueues && (
          <div className="to-tabs" role="tablist" aria-label={t('to.title')}>
            {(['person', 'queue'] as const).map((one) => (
              <button key={one} type="button" role="tab" aria-selected={where === one} onClick={() => turn(one)}>
                {t(`to.${one}`)}
              </button>
            ))}
          </div>
        )}
        <input
          className="input"
          role="combobox"
          aria-expanded="true"
          aria-controls="to-list"
          aria-activedescendant={picked ? `to-${picked.id}` : undefined}
          aria-label={t(`to.search_${where}`)}
          placeholder={t(`to.search_${where}`)}
          value={q}
          data-first
          onChange={(event) => {
            setQ(event.target.value);
            setId('');
          }}
          onKeyDown={onSearchKey}
        />
        {pending && <Skeleton rows={3} look="line" />}
        {!pending && rows.length > 0 && (
          <Choices rows={rows} picked={picked} label={t(`to.${where}`)} onPick={(row) => setId(row.id)} />
        )}
        {!pending && rows.length === 0 && <p className="pick-none">{t(q ? 'to.notFound' : `to.none_${where}`)}</p>}
        <Kinds kind={kind} onKind={setKind} />
        <div ref={noteField}>
          <AreaField
            label={t(`to.note_${asking(kind)}`)}
            rows={3}
            maxLength={1000}
            placeholder={t(`to.notePlaceholder_${asking(kind)}`)}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        </div>
        {error !== null && (
          <div className="to-problem" role="alert">
            <span>{explain(error, frame)}</span>
            {instead.length > 0 && (
              <span className="to-instead">
                {instead.map((one) => (
                  <Button
                    key={one.staff_id}
                    busy={busy}
                    onClick={() => void ask({ id: one.staff_id, kind: 'person', name: one.name }, kind, note)}
                  >
                    {t('to.instead', { name: one.name, load: one.load, places: one.places })}
                  </Button>
                ))}
              </span>
            )}
          </div>
        )}
      </div>
    </Dialog>
  );
}
