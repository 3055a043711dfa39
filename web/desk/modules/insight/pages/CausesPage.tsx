import '../causes.css';
import { useQuery } from '@tanstack/react-query';
import { Button, Input, Switch } from 'antd';
import { useRef, useState } from 'react';
import { ApiError, api } from '../../../../lib/api/client';
import { queries } from '../../../../lib/api/queries';
import { useTexts } from '../../../../lib/i18n/i18n';
import { PageHead } from '../../../../ui/admin/PageHead';
import { Skeleton } from '../../../../ui/bits';
import { Problem } from '../../../../ui/Problem';
import { toast } from '../../../../ui/toast';
import { causesQuery } from '../api';
import { added, begin, type Causes, type Draft, faults, moved, rebased, toRows } from '../parts/causes';

const MOST = 30;

/** Why answers come late, as people are asked: words, order, and which are offered. */
export default function CausesPage() {
  const query = useQuery(causesQuery);
  if (query.isError) return <Problem error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton rows={6} look="line" />;
  return <Editor start={query.data} />;
}

function useList(start: Causes) {
  const [drafts, setDrafts] = useState(() => begin(start.rows));
  const [version, setVersion] = useState(start.version);
  const [theirs, setTheirs] = useState<Causes | null>(null);
  const [bad, setBad] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const take = (list: Causes) => {
    setDrafts(begin(list.rows));
    setVersion(list.version);
    setTheirs(null);
    queries.setQueryData(causesQuery.queryKey, list);
  };
  const save = async (list: Draft[], from: number) => {
    const found = faults(list);
    setBad(found);
    setProblem(null);
    if (Object.keys(found).length > 0) return false;
    setBusy(true);
    try {
      take(await api.put<Causes>('/insight/causes', { rows: toRows(list), version: from }));
      return true;
    } catch (cause) {
      const index = cause instanceof ApiError ? /^rows\[(\d+)\]/.exec(cause.field ?? '')?.[1] : undefined;
      const at = index === undefined ? undefined : list[Number(index)];
      if (cause instanceof ApiError && cause.code === 'version.conflict') {
        setTheirs(await api.get<Causes>('/insight/causes').catch(() => null));
        setProblem(cause);
      } else if (cause instanceof ApiError && at) setBad({ [at.id]: cause.message });
      else setProblem(cause);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { drafts, setDrafts, version, theirs, bad, setBad, problem, setProblem, busy, take, save };
}

function Editor({ start }: { start: Causes }) {
  const { t } = useTexts('insight');
  const frame = useTexts('frame').t;
  const list = useList(start);
  const { drafts, setDrafts, theirs, bad, problem } = list;
  const count = useRef(0);
  const box = useRef<HTMLOListElement>(null);
  const change = (id: string, patch: Partial<Draft>) => {
    setDrafts(drafts.map((draft) => (draft.id === id ? { ...draft, ...patch } : draft)));
    list.setBad(({ [id]: _, ...rest }) => rest);
  };
  const add = () => {
    count.current += 1;
    setDrafts([...drafts, added(`new-${count.current}`)]);
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>('li:last-child input')?.focus());
  };
  const save = async (rows: Draft[], from: number) => {
    if (await list.save(rows, from)) toast(t('causes.saved'));
    else requestAnimationFrame(() => box.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
  };
  return (
    <div className="page-narrow">
      <PageHead
        title={t('causes.title')}
        text={t('causes.text')}
        act={<Button onClick={add}>{t('causes.add')}</Button>}
      />
      <ol ref={box} className="causes">
        {drafts.map((draft, index) => (
          <Line
            key={draft.id}
            draft={draft}
            fault={bad[draft.id]}
            first={index === 0}
            last={index === drafts.length - 1}
            onChange={(patch) => change(draft.id, patch)}
            onMove={(by) => setDrafts(moved(drafts, index, by))}
            onDrop={() => setDrafts(drafts.filter((one) => one.id !== draft.id))}
          />
        ))}
      </ol>
      {theirs ? (
        <Both
          mine={drafts}
          theirs={theirs}
          onMine={() => void save(rebased(drafts, theirs.rows), theirs.version)}
          onTheirs={() => {
            list.take(theirs);
            list.setProblem(null);
          }}
        />
      ) : (
        problem !== null && <Problem error={problem} />
      )}
      <Button type="primary" loading={list.busy} onClick={() => void save(drafts, list.version)}>
        {frame('save')}
      </Button>
    </div>
  );
}

interface LineProps {
  draft: Draft;
  fault?: string;
  first: boolean;
  last: boolean;
  onChange: (patch: Partial<Draft>) => void;
  onMove: (by: -1 | 1) => void;
  onDrop: () => void;
}

function Line({ draft, fault, first, last, onChange, onMove, onDrop }: LineProps) {
  const { t } = useTexts('insight');
  const name = draft.text.trim() || draft.word || t('causes.fresh');
  const wrong = fault && (fault === 'needWord' || fault === 'twice' ? t(`causes.${fault}`) : fault);
  return (
    <li>
      <span className="cause-word">
        <Input
          value={draft.text}
          maxLength={MOST}
          aria-label={t('causes.word', { name })}
          aria-invalid={wrong ? true : undefined}
          aria-describedby={wrong ? `${draft.id}-fault` : undefined}
          placeholder={draft.own ? t('causes.example') : t('causes.usual')}
          onChange={(event) => onChange({ text: event.target.value })}
        />
        {wrong && (
          <span id={`${draft.id}-fault`} role="alert" className="field-error">
            {wrong}
          </span>
        )}
      </span>
      <Switch
        checked={draft.active}
        aria-label={t('causes.offered', { name })}
        onChange={(active) => onChange({ active })}
      />
      <Button disabled={first} aria-label={t('causes.up', { name })} onClick={() => onMove(-1)}>
        ↑
      </Button>
      <Button disabled={last} aria-label={t('causes.down', { name })} onClick={() => onMove(1)}>
        ↓
      </Button>
      {draft.key === '' && (
        <Button type="text" onClick={onDrop}>
          {t('causes.drop')}
        </Button>
      )}
    </li>
  );
}

interface BothProps {
  mine: Draft[];
  theirs: Causes;
  onMine: () => void;
  onTheirs: () => void;
}

/** A colleague kept theirs meanwhile: both lists, and nothing written is lost. */
function Both({ mine, theirs, onMine, onTheirs }: BothProps) {
  const { t } = useTexts('insight');
  const say = (rows: { word: string; active: boolean }[]) =>
    rows.map(({ word, active }) => (active ? word : t('causes.off', { name: word }))).join('、');
  return (
    <div className="causes-both" role="alert">
      <strong>{t('causes.clash')}</strong>
      <dl>
        <dt>{t('causes.mine')}</dt>
        <dd>{say(mine.map(({ text, word, active }) => ({ word: text.trim() || word, active })))}</dd>
        <dt>{t('causes.theirs')}</dt>
        <dd>{say(theirs.rows)}</dd>
      </dl>
      <span className="act-row">
        <Button type="primary" onClick={onMine}>
          {t('causes.keepMine')}
        </Button>
        <Button onClick={onTheirs}>{t('causes.keepTheirs')}</Button>
      </span>
    </div>
  );
}
