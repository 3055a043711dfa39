import '../search.css';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useAnswer, useEnter } from '../../../../lib/answer/answer';
import { api } from '../../../../lib/api/client';
import type { Page, SearchHit } from '../../../../lib/api/types';
import { locale, useTexts } from '../../../../lib/i18n/i18n';
import { actOf } from '../../../../lib/keys/commands';
import { composing } from '../../../../lib/keys/keys';
import { modules } from '../../../../lib/module/module';
import { spoken } from '../../../../lib/module/spoken';
import { canAny } from '../../../../lib/perm/perm';
import { useMe } from '../../../../lib/session/me';
import { brief } from '../../../../lib/time/time';
import { Kbd } from '../../../../ui/bits';
import { Dialog } from '../../../../ui/Dialog';
import { Icon } from '../../../../ui/Icon';
import { explain } from '../../../../ui/Problem';
import { cut, fits } from './marks';
import { Narrow, type Narrowed, WIDE } from './Narrow';

type Kind = '' | SearchHit['kind'];
const KINDS: Kind[] = ['', 'message', 'customer', 'file'];
const PAUSE_MS = 180;

interface Entry {
  id: string;
  group: string;
  icon: string;
  body: ReactNode;
  tail?: ReactNode;
  /** Found by what was typed before: shown until the answer is here, but not to be opened. */
  old?: boolean;
  run: () => void;
}

function useCommandEntries(typed: string, onHelp: () => void): Entry[] {
  const { t } = useTexts('search');
  const me = useMe();
  const navigate = useNavigate();
  const here = locale();
  const fromNav = modules()
    .flatMap((module) => module.nav ?? [])
    .filter((entry) => entry.area !== 'rail' && canAny(me, entry.permissions ?? []))
    .map((entry) => ({
      id: `nav${entry.to}`,
      label: t('goTo', { name: entry.label[here] }),
      combo: undefined,
      run: () => void navigate({ to: entry.to }),
    }));
  const fromModules = spoken()
    .filter((command) => canAny(me, command.permissions ?? []))
    .flatMap((command) => {
      const to = command.to;
      const run = to ? () => void navigate({ to }) : actOf(command.id);
      return run ? [{ id: command.id, label: command.label[here], combo: command.combo, run }] : [];
    });
  const help = { id: 'help', label: t('help'), combo: '?', run: onHelp };
  return [...fromModules, ...fromNav, help]
    .filter((command) => fits(command.label, typed))
    .slice(0, typed ? 6 : 40)
    .map((command) => ({
      id: command.id,
      group: t('commands'),
      icon: 'key',
      body: command.label,
      tail: command.combo ? <Kbd combo={command.combo} /> : undefined,
      run: command.run,
    }));
}

/** The same for the same hit however often it is found; several files of one message are counted. */
function nameOf(hit: SearchHit, twins: Map<string, number>): string {
  const name = `${hit.kind}-${hit.conversation_id || hit.customer_id}-${hit.seq}`;
  const nth = twins.get(name) ?? 0;
  twins.set(name, nth + 1);
  return `${name}-${nth}`;
}

function useHitEntries(q: string, kind: Kind, narrowed: Narrowed) {
  const { t } = useTexts('search');
  const navigate = useNavigate();
  const answer = useAnswer(
    q,
    (asked) => ({
      queryKey: ['search', asked, kind, narrowed],
      queryFn: ({ signal }) => api.get<Page<SearchHit>>('/search', { q: asked, kind, ...narrowed }, signal),
      staleTime: 10_000,
      rows: (page: Page<SearchHit>) => page.rows,
    }),
    { pause: PAUSE_MS, empty: false },
  );
  const open = (hit: SearchHit) => {
    if (hit.kind === 'customer') void navigate({ to: '/customers/$id', params: { id: hit.customer_id } });
    else {
      const search = hit.seq > 0 ? { seq: hit.seq } : {};
      void navigate({ to: '/inbox/$id', params: { id: hit.conversation_id }, search });
    }
  };
  const icons = { message: 'chat', customer: 'person', file: 'file' };
  const twins = new Map<string, number>();
  const entries = answer.rows.map(
    (hit): Entry => ({
      id: `hit-${nameOf(hit, twins)}`,
      old: !answer.fresh,
      group: t(`kind.${hit.kind}`),
      icon: icons[hit.kind],
      body: (
        <>
          <b>{hit.customer_name}</b>
          <span className="pal-excerpt">
            {hit.title !== hit.customer_name && <i>{t('said', { name: hit.title })}</i>}
            {cut(hit.excerpt, hit.marks).map((part, at) =>
              part.hit ? <mark key={at}>{part.text}</mark> : <span key={at}>{part.text}</span>,
            )}
          </span>
        </>
      ),
      tail: <time dateTime={hit.at}>{brief(hit.at, locale())}</time>,
      run: () => open(hit),
    }),
  );
  // Groups in one order, however the hits were ranked across them.
  const order = ['customer', 'message', 'file'].map((one) => t(`kind.${one}`));
  entries.sort((a, b) => order.indexOf(a.group) - order.indexOf(b.group));
  return { entries, answer };
}

interface Props {
  /** What was typed before this was here. */
  early: { current: string };
  onClose: () => void;
  onHelp: () => void;
}

export default function Palette({ early, onClose, onHelp }: Props) {
  const { t } = useTexts('search');
  const frame = useTexts('frame').t;
  const [typed, setTyped] = useState('');
  // Read when this is on screen: React may draw it long before it shows it.
  useLayoutEffect(() => setTyped(early.current), [early]);
  const [kind, setKind] = useState<Kind>('');
  const [narrowed, setNarrowed] = useState(WIDE);
  const [at, setAt] = useState('');
  const list = useRef<HTMLDivElement>(null);
  const q = typed.trim();
  const commands = useCommandEntries(typed.trim(), onHelp);
  const { entries: hits, answer } = useHitEntries(q, kind, kind === 'customer' ? WIDE : narrowed);
  const entries = useMemo(() => (kind === '' ? [...hits, ...commands] : hits), [hits, commands, kind]);
  const index = Math.max(
    0,
    entries.findIndex((entry) => entry.id === at),
  );
  const active = entries[index];
  useEffect(() => {
    if (active) list.current?.querySelector(`#pal-${CSS.escape(active.id)}`)?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  const run = (entry: Entry | undefined) => {
    if (!entry || entry.old) return;
    onClose();
    // After the dialog has given the focus back, or it would take it from the page again.
    setTimeout(entry.run, 0);
  };
  const enter = useEnter(`${kind} ${Object.values(narrowed)} ${q}`, answer.coming, () => run(active));
  const onKey = (event: KeyboardEvent) => {
    if (composing(event)) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      enter.forget();
      setAt(entries[Math.max(0, Math.min(entries.length - 1, index + step))]?.id ?? '');
    } else if (event.key === 'Enter') enter.press();
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={t('title')} closeLabel={frame('close')} onClose={onClose} look="palette" hideTitle>
      <div className="pal-head">
        <Icon name="search" />
        <input
          role="combobox"
          aria-expanded="true"
          aria-controls="pal-list"
          aria-activedescendant={active && !active.old ? `pal-${active.id}` : undefined}
          aria-label={t('title')}
          placeholder={t('placeholder')}
          autoFocus
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt('');
          }}
          onKeyDown={onKey}
        />
        <button type="button" className="btn btn-quiet" onClick={onClose}>
          {frame('close')}
        </button>
      </div>
      {typed && (
        <div className="pal-kinds" role="group" aria-label={t('filter')}>
          {KINDS.map((one) => (
            <button key={one} type="button" aria-pressed={one === kind} onClick={() => setKind(one)}>
              {t(`kind.${one || 'all'}`)}
            </button>
          ))}
        </div>
      )}
      {typed && kind !== 'customer' && <Narrow value={narrowed} onChange={setNarrowed} />}
      <div
        className="pal-list"
        id="pal-list"
        role="listbox"
        aria-label={t('results')}
        ref={list}
        aria-busy={answer.coming}
      >
        {entries.map((entry, row) => (
          <div key={entry.id} role="presentation">
            {entry.group !== entries[row - 1]?.group && (
              <div className="pal-group" role="presentation">
                {entry.group}
              </div>
            )}
            <div
              id={`pal-${entry.id}`}
              role="option"
              tabIndex={-1}
              aria-selected={entry === active && !entry.old}
              aria-disabled={entry.old}
              className="pal-row"
              onClick={() => run(entry)}
              onPointerMove={() => setAt(entry.id)}
            >
              <Icon name={entry.icon} size={18} />
              <span className="pal-body">{entry.body}</span>
              {entry.tail}
            </div>
          </div>
        ))}
      </div>
      <div className="pal-foot" role="status">
        {answer.error ? (
          explain(answer.error, frame)
        ) : q && answer.fresh && hits.length === 0 ? (
          t('none', { q })
        ) : answer.coming ? (
          t('searching')
        ) : (
          <span className="pal-keys">{t('hint')}</span>
        )}
      </div>
    </Dialog>
  );
}
