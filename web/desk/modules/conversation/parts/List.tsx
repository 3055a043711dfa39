import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { queries } from '../../../../lib/api/queries';
import type { Conversation, Tab } from '../../../../lib/api/types';
import { useTexts } from '../../../../lib/i18n/i18n';
import { actOf, useCommands } from '../../../../lib/keys/commands';
import { composing } from '../../../../lib/keys/keys';
import { late } from '../../../../lib/module/late';
import { placeRef } from '../../../../lib/module/place';
import { Slot } from '../../../../lib/module/Slot';
import { can } from '../../../../lib/perm/perm';
import { useMe, usePreferences } from '../../../../lib/session/me';
import { Kbd, Skeleton } from '../../../../ui/bits';
import { Icon } from '../../../../ui/Icon';
import { Problem } from '../../../../ui/Problem';
import { useRows } from '../../../../ui/useRows';
import { countsQuery, listQuery, threadQuery } from '../api';
import { below, FOLD, folds, inSight, keepOpen, keptOpen, marked, risen, stepFrom } from '../state/fold';
import { takeUp, write } from '../state/hand';
import { type Filter, flatten, keepSort, keptSort, neighbour, sortOf, steady } from '../state/list';
import { useNeighbours } from '../state/neighbours';
import { Fold } from './Fold';
import { Row } from './Row';

const NoRows = late(() => import('./NoRows'));
const ListFilter = late(() => import('./ListFilter'));
const ListSort = late(() => import('./ListSort'));

interface Props {
  tab: Tab;
  current: string;
  /** Not folded away. */
  shown: boolean;
  onTab: (tab: Tab) => void;
  onOpen: (id: string) => void;
}

export const TABS: Tab[] = ['mine', 'queue', 'attention', 'following', 'closed'];
/** Numbers that ask to be looked at. */
const ALARM: Tab[] = ['attention', 'following'];
const NEAR_END = 6;
const FOLD_HEIGHT = 44;

const prefetch = (id: string) => void queries.prefetchQuery(threadQuery(id));

/** The rows in an order that holds still while someone is in the list. */
function useSteady(rows: Conversation[], scope: string, current: string, fold: boolean) {
  const [inside, setInside] = useState({ pointer: false, focus: false, scrolled: false });
  const shown = useRef<{ scope: string; ids: string[] }>({ scope: '', ids: [] });
  const kept = useRef(new Map<string, Conversation>());
  const [, render] = useState(0);
  for (const row of rows) kept.current.set(row.id, row);
  const fresh = useMemo(() => marked(rows, fold), [rows, fold]);
  const frozen = inside.pointer || inside.focus || inside.scrolled;
  const before = shown.current.scope === scope ? shown.current.ids : [];
  const now = steady(before, fresh, frozen, current);
  shown.current = { scope, ids: now.ids };
  const release = () => {
    shown.current = { scope, ids: fresh };
    render((n) => n + 1);
  };
  const set = (patch: Partial<typeof inside>) =>
    setInside((old) => {
      const next = { ...old, ...patch };
      return next.pointer === old.pointer && next.focus === old.focus && next.scrolled === old.scrolled ? old : next;
    });
  const rowOf = (id: string) => kept.current.get(id);
  const pending = now.pending + risen(now.ids, fresh);
  return { rowOf, ids: now.ids, pending, gone: now.gone, release, set };
}

function Tabs({ tab, onTab }: { tab: Tab; onTab: (tab: Tab) => void }) {
  const { t } = useTexts('conversation');
  const { data } = useQuery(countsQuery);
  const me = useMe();
  const attention = data?.attention ?? 0;
  const count = { mine: data?.mine, queue: data?.queue, attention, following: data?.called, closed: 0 };
  // Those who do not lead see it only while there is something to see.
  const shown = TABS.filter(
    (one) => one !== 'attention' || tab === one || attention > 0 || can(me, 'routing.supervise'),
  );
  const strip = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another tab is another place to scroll to
  useEffect(() => {
    strip.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [tab]);
  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = shown[(shown.indexOf(tab) + step + shown.length) % shown.length];
    if (next) onTab(next);
  };
  return (
    <div className="tabs" ref={strip} role="tablist" aria-label={t('list.title')} onKeyDown={onKey}>
      {shown.map((one) => (
        <button
          key={one}
          id={`tab-${one}`}
          type="button"
          role="tab"
          aria-selected={one === tab}
          tabIndex={one === tab ? 0 : -1}
          onClick={() => onTab(one)}
        >
          {t(`tab.${one}`)}
          {one === 'mine' ? (
            <Slot name="conversation.load" count={count.mine} fallback={<b>{count.mine}</b>} />
          ) : (
            Boolean(count[one]) && <b className={ALARM.includes(one) ? 'tab-alarm' : ''}>{count[one]}</b>
          )}
        </button>
      ))}
    </div>
  );
}

interface RowsProps {
  box: RefObject<HTMLDivElement | null>;
  view: ReturnType<typeof useRows>;
  tab: Tab;
  current: string;
  active: string;
  ids: string[];
  rowOf: (id: string) => Conversation | undefined;
  fold: { count: number; more: boolean; open: boolean; onToggle: () => void };
  gone: Set<string>;
  onOpen: (id: string) => void;
  onKey: (event: KeyboardEvent) => void;
  onInside: (inside: { pointer?: boolean; focus?: boolean; scrolled?: boolean }) => void;
}

function Rows({ box, view, tab, current, active, ids, rowOf, fold, gone, onOpen, onKey, onInside }: RowsProps) {
  const { t } = useTexts('conversation');
  const drawn = ids.slice(view.first, view.last + 1);
  return (
    <div
      className="list-scroll"
      ref={box}
      role="listbox"
      aria-label={t(`heading.${tab}`)}
      tabIndex={0}
      aria-activedescendant={drawn.includes(active) ? `row-${active}` : undefined}
      onKeyDown={onKey}
      onScroll={(event) => onInside({ scrolled: event.currentTarget.scrollTop > 4 })}
      onPointerEnter={(event) => event.pointerType === 'mouse' && onInside({ pointer: true })}
      onPointerLeave={() => onInside({ pointer: false })}
      onFocus={() => onInside({ focus: true })}
      onBlur={() => onInside({ focus: false })}
    >
      <div role="presentation" style={{ height: view.total, position: 'relative' }}>
        {drawn.map((id, index) => {
          const top = view.topOf(view.first + index);
          const row = rowOf(id);
          if (id === FOLD) return <Fold key={id} {...fold} top={top} active={id === active} />;
          if (!row) return null;
          return (
            <Row
              key={id}
              row={row}
              tab={tab}
              top={top}
              selected={id === current}
              active={id === active}
              gone={gone.has(id)}
              onOpen={onOpen}
              onHover={prefetch}
            />
          );
        })}
      </div>
    </div>
  );
}

export function List({ tab, current, shown, onTab, onOpen }: Props) {
  const { t } = useTexts('conversation');
  const me = useMe();
  const compact = usePreferences().density === 'compact';
  const [labelId, setLabelId] = useState('');
  const [wish, setWish] = useState(keptSort);
  const sort = sortOf(tab, wish);
  const filter: Filter = useMemo(() => ({ tab, label_id: labelId, channel_id: '', sort }), [tab, labelId, sort]);
  const query = useInfiniteQuery(listQuery(filter));
  const rows = useMemo(() => flatten(query.data, tab, sort), [query.data, tab, sort]);
  const scope = `${tab}/${labelId}/${sort}`;
  const { rowOf, ids: all, pending, gone, release, set } = useSteady(rows, scope, current, folds(tab, sort));
  const [unfolded, setUnfolded] = useState(keptOpen);
  const ids = useMemo(() => inSight(all, unfolded, current), [all, unfolded, current]);
  const folded = !unfolded && all.includes(FOLD);
  const scroller = useRef<HTMLDivElement>(null);
  const [cursor, setCursor] = useState('');
  const active = cursor && ids.includes(cursor) ? cursor : current;
  const height = compact ? 64 : 84;
  const line = ids.indexOf(FOLD);
  const view = useRows(scroller, ids.length, height, line < 0 ? undefined : { at: line, by: height - FOLD_HEIGHT });
  useEffect(() => useNeighbours.setState({ ids: ids.filter((id) => id !== FOLD) }), [ids]);
  // Another list starts at its top, or where the open conversation stands.
  const placed = useRef(scope);
  useEffect(() => {
    if (placed.current === scope || query.isPending) return;
    placed.current = scope;
    scroller.current?.scrollTo({ top: 0 });
    view.show(ids.indexOf(current));
  }, [scope, query.isPending, ids, current, view.show]);
  // Who waits for us comes before: what is folded need not be read.
  const end = !folded && view.last >= ids.length - NEAR_END;
  useEffect(() => {
    if (end && query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
  }, [end, query.hasNextPage, query.isFetchingNextPage, query.fetchNextPage]);

  const go = (id: string | undefined) => {
    if (!id) return;
    setCursor(id);
    onOpen(id);
    view.show(ids.indexOf(id));
    for (const step of [1, 2]) {
      const ahead = ids[ids.indexOf(id) + step];
      if (ahead && ahead !== FOLD) prefetch(ahead);
    }
  };
  useCommands({
    'conversation.next': rows.length > 0 && (() => go(stepFrom(ids, current, 1))),
    'conversation.previous': rows.length > 0 && (() => go(stepFrom(ids, current, -1))),
  });
  const press = (id: string) => {
    if (id === current) write();
    else {
      const row = rowOf(id);
      takeUp(row?.owner_id === me?.id && row?.state === 'open' ? id : '');
    }
    go(id);
  };
  const toggle = () => {
    keepOpen(!unfolded);
    setUnfolded(!unfolded);
  };
  const onKey = (event: KeyboardEvent) => {
    if (composing(event)) return;
    const step = ({ ArrowDown: 1, ArrowUp: -1 } as const)[event.key as 'ArrowDown' | 'ArrowUp'];
    if (step) {
      const next = neighbour(ids, active, step);
      if (next) {
        setCursor(next);
        view.show(ids.indexOf(next));
        if (next !== FOLD) prefetch(next);
      }
    } else if (active === FOLD && (event.key === 'Enter' || event.key === ' ')) toggle();
    else if (event.key === 'Enter' && active) onOpen(active);
    else return;
    event.preventDefault();
  };
  return (
    <section className="list" aria-label={t('list.title')}>
      <div className="list-head">
        <h1>
          {t(`heading.${tab}`)}
          <ListFilter value={labelId} onChange={setLabelId} />
          {sort && (
            <ListSort
              value={sort}
              onChange={(next) => {
                keepSort(next);
                setWish(next);
              }}
            />
          )}
        </h1>
        <button type="button" className="list-search" onClick={() => actOf('frame.palette')?.()}>
          <Icon name="search" size={16} />
          <span>{t('list.search')}</span>
          <Kbd combo="mod+k" />
        </button>
      </div>
      <Tabs tab={tab} onTab={onTab} />
      <Slot name="conversation.strip" />
      {query.isPending ? (
        <Skeleton rows={6} />
      ) : query.isError && !query.data ? (
        <Problem error={query.error} retry={() => void query.refetch()} />
      ) : ids.length === 0 ? (
        <NoRows filter={filter} onTab={onTab} />
      ) : (
        <Rows
          box={scroller}
          view={view}
          tab={tab}
          current={current}
          active={active}
          ids={ids}
          rowOf={rowOf}
          fold={{ count: below(all), more: query.hasNextPage, open: unfolded, onToggle: toggle }}
          gone={gone}
          onOpen={press}
          onKey={onKey}
          onInside={set}
        />
      )}
      {/* Whoever goes for the button is still in the list: it must not go away under the hand. */}
      <div
        className="list-news"
        role="status"
        onPointerEnter={(event) => event.pointerType === 'mouse' && set({ pointer: true })}
        onPointerLeave={() => set({ pointer: false })}
      >
        {pending > 0 && (
          <button
            type="button"
            onClick={() => {
              release();
              set({ pointer: false }); // the button goes, and no event says that the pointer has left it
              view.show(0);
            }}
          >
            {t('list.news', { count: pending })}
          </button>
        )}
      </div>
      {shown && <div className="list-offers" ref={placeRef('list.offers')} />}
    </section>
  );
}
