import './clash.css';
import { useEffect, useRef, useState } from 'react';
import { useTexts } from '../../lib/i18n/i18n';
import { Button } from '../Button';
import { type Choice, choices, type Side } from './record';

export interface ClashProps {
  /** The values of the version that was opened, and of the one that somebody else saved. */
  base: object;
  theirs: object;
  /** What stands in the form now. */
  mine: () => object;
  put: (path: string, value: unknown) => void;
  label: (path: string) => string;
  say?: (path: string, value: unknown) => string;
  /** Saves what stands in the form against the newer version. */
  onMine: () => void;
  onTheirs: () => void;
}

function useSay(own: ClashProps['say']) {
  const { t } = useTexts('more');
  return (path: string, value: unknown): string => {
    const said = own?.(path, value);
    if (said !== undefined) return said;
    if (typeof value === 'boolean') return t(value ? 'clash.yes' : 'clash.no');
    if (Array.isArray(value)) return value.map(String).join('、') || t('clash.nothing');
    return value === undefined || value === null || value === '' ? t('clash.nothing') : String(value);
  };
}

/** Somebody else saved meanwhile: both versions field by field, each to be chosen, and nothing typed is lost. */
export function Clash({ base, theirs, mine, put, label, say: own, onMine, onTheirs }: ClashProps) {
  const { t } = useTexts('more');
  const say = useSay(own);
  const [rows, setRows] = useState<Choice[]>(() => choices(base, mine(), theirs));
  const box = useRef<HTMLDivElement>(null);
  const latest = useRef({ rows, put });
  // What was not touched here is as they left it, at once; the other fields keep what was typed.
  useEffect(() => {
    const { rows: first, put: set } = latest.current;
    for (const row of first) if (row.pick === 'theirs') set(row.path, row.theirs);
    box.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  const pick = (path: string, side: Side) => {
    setRows(rows.map((row) => (row.path === path ? { ...row, pick: side } : row)));
    const row = rows.find((one) => one.path === path);
    if (row) put(path, row[side]);
  };
  const all = (side: Side) => {
    for (const row of rows) put(row.path, row[side]);
    if (side === 'mine') onMine();
    else onTheirs();
  };
  const side = (row: Choice, which: Side) => (
    <td>
      <label>
        <input type="radio" checked={row.pick === which} onChange={() => pick(row.path, which)} />
        <span>{say(row.path, row[which])}</span>
      </label>
    </td>
  );
  return (
    <div className="clash" role="alert" ref={box}>
      <strong>{t('clash.title')}</strong>
      {rows.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">{t('clash.field')}</th>
              <th scope="col">{t('clash.mine')}</th>
              <th scope="col">{t('clash.theirs')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.path}>
                <th scope="row">{label(row.path)}</th>
                {side(row, 'mine')}
                {side(row, 'theirs')}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p>{t(rows.length > 0 ? 'clash.each' : 'clash.same')}</p>
      <div className="act-row">
        <Button look="primary" onClick={() => all('mine')}>
          {t('clash.keepMine')}
        </Button>
        <Button onClick={() => all('theirs')}>{t('clash.keepTheirs')}</Button>
      </div>
    </div>
  );
}
