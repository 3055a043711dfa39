import { useTexts } from '../../../../lib/i18n/i18n';
import { Button } from '../../../../ui/Button';
import type { Group, GroupRow, Search, Summary } from '../api';
import { duration, percent } from './say';

function Bars({ rows, group }: { rows: GroupRow[]; group: Group }) {
  const { t } = useTexts('insight');
  const most = Math.max(1, ...rows.map((row) => row.all.median ?? 0));
  const sparse = Math.ceil(rows.length / 10);
  const short = (key: string) => (group === 'day' ? key.slice(5).replace('-', '/') : key);
  return (
    <ol className="rep-bars" aria-label={t('chart')}>
      {rows.map((row, index) => (
        <li
          key={row.key}
          className="rep-bar"
          data-none={row.all.n === 0}
          style={{ '--h': `${((row.all.median ?? 0) / most) * 100}%` } as React.CSSProperties}
          title={t('bar', {
            key: row.key,
            median: duration(row.all.median, t),
            share: percent(row.within_all.share),
            n: row.rounds,
          })}
        >
          <i />
          <span>{index % sparse === 0 ? short(row.key) : ''}</span>
        </li>
      ))}
    </ol>
  );
}

interface Props {
  summary: Summary;
  group: Group;
  staffId: string;
  set: (patch: Search) => void;
  wide: boolean;
}

function People({ summary, staffId, set }: Omit<Props, 'group' | 'wide'>) {
  const { t } = useTexts('insight');
  return (
    <div className="rep-scroll">
      <table>
        <thead>
          <tr>
            <th>{t('person')}</th>
            <th className="rep-num">{t('rounds')}</th>
            <th className="rep-num" title={t('how.first')}>
              {t('figure.first')}
            </th>
            <th className="rep-num" title={t('how.all')}>
              {t('figure.all')}
            </th>
            <th className="rep-num">P90</th>
            <th className="rep-num" title={t('how.always')}>
              {t('figure.always')}
            </th>
            <th className="rep-num">{t('figure.slow')}</th>
            <th className="rep-num" title={t('how.held')}>
              {t('held')}
            </th>
          </tr>
        </thead>
        <tbody>
          {summary.rows.map((row) => (
            <tr key={row.key}>
              <td>
                {row.key ? (
                  <button
                    type="button"
                    className="btn btn-link"
                    aria-pressed={staffId === row.key}
                    onClick={() => set({ staff_id: staffId === row.key ? undefined : row.key })}
                  >
                    {row.name}
                  </button>
                ) : (
                  t('nobody')
                )}
              </td>
              <td className="rep-num">{row.rounds.toLocaleString()}</td>
              <td className="rep-num">{duration(row.first.median, t)}</td>
              <td className="rep-num">{duration(row.all.median, t)}</td>
              <td className="rep-num">{duration(row.all.p90, t)}</td>
              <td className="rep-num">{percent(row.within_all.share)}</td>
              <td className="rep-num">{row.slow.toLocaleString()}</td>
              <td className="rep-num">{duration(row.held_seconds, t)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The same figures by day, by hour of the day, or by who answered. */
export function Groups(props: Props) {
  const { t } = useTexts('insight');
  const { summary, group, set, wide, staffId } = props;
  const groups: Group[] = wide ? ['day', 'hour', 'staff'] : ['day', 'hour'];
  return (
    <section className="rep-box">
      <div className="rep-top">
        <h2>{t('by.title')}</h2>
        {staffId && (
          <Button look="quiet" onClick={() => set({ staff_id: undefined })}>
            {t('everybody')}
          </Button>
        )}
        <span className="rep-seg">
          {groups.map((one) => (
            <button key={one} type="button" aria-pressed={group === one} onClick={() => set({ group: one })}>
              {t(`by.${one}`)}
            </button>
          ))}
        </span>
      </div>
      {group === 'staff' ? <People {...props} /> : <Bars rows={summary.rows} group={group} />}
      {group !== 'staff' && <p className="rep-note">{t('chartNote')}</p>}
    </section>
  );
}
