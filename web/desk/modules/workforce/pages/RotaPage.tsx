import '../parts/rota.css';
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useCallback, useRef, useState } from 'react';
import { api } from '../../../../lib/api/client';
import { queries } from '../../../../lib/api/queries';
import type { Page } from '../../../../lib/api/types';
import { useTexts } from '../../../../lib/i18n/i18n';
import { can } from '../../../../lib/perm/perm';
import { useMe } from '../../../../lib/session/me';
import { houseDay } from '../../../../lib/time/house';
import { Button, IconButton } from '../../../../ui/Button';
import { Empty, Skeleton } from '../../../../ui/bits';
import { Icon } from '../../../../ui/Icon';
import { explain, Problem } from '../../../../ui/Problem';
import { toast } from '../../../../ui/toast';
import type { Day, RotaRow, ShiftType } from '../api';
import { CellDialog } from '../parts/CellDialog';
import { DayHead } from '../parts/DayHead';
import { addDays, weekOf } from '../parts/minutes';
import { OnDutyNow } from '../parts/OnDutyNow';
import { ShiftMark, Warnings } from '../parts/ShiftMark';

const narrow = () => matchMedia('(max-width: 720px)').matches;

/** Everybody's week: all pages of the list, since a week is looked at whole. */
async function week(days: string[]): Promise<RotaRow[]> {
  const rows: RotaRow[] = [];
  let cursor: string | undefined;
  do {
    const query = { from: days[0], to: days[6], limit: 100, cursor };
    const page: Page<RotaRow> = await api.get<Page<RotaRow>>('/workforce/rota', query);
    rows.push(...page.rows);
    cursor = page.next_cursor || undefined;
  } while (cursor && rows.length < 2000);
  return rows;
}

export default function RotaPage() {
  const { t } = useTexts('workforce');
  const frame = useTexts('frame').t;
  const me = useMe();
  const leads = can(me, 'workforce.manage');
  const today = () => houseDay(me?.organisation.zone);
  const [picked, setAnchor] = useState('');
  const anchor = picked || today();
  const [picking, setPicking] = useState<{ row: RotaRow; date: string } | null>(null);
  const [busy, setBusy] = useState(false);
  const table = useRef<HTMLTableElement>(null);
  const toToday = useCallback((section: HTMLElement | null) => section?.scrollIntoView(), []);
  const days = weekOf(anchor);
  const key = ['workforce', 'rota', days[0]];
  const rota = useQuery({ queryKey: key, queryFn: () => week(days) });
  const types = useQuery({
    queryKey: ['/workforce/shift-types'],
    queryFn: () => api.get<Page<ShiftType>>('/workforce/shift-types'),
  });
  const calendar = useQuery({
    queryKey: ['calendar', 'days', days[0]],
    queryFn: () => api.get<Page<Day>>('/calendar/days', { from: days[0], to: days[6] }),
    staleTime: 3_600_000,
  });
  const shifts = types.data?.rows ?? [];
  const rows = rota.data ?? [];
  const on = (row: RotaRow, date: string) => row.days.find((day) => day.date === date);
  const put = async (cells: { staff_id: string; date: string; shift_type_ids: string[] }[]) => {
    setBusy(true);
    try {
      await api.put('/workforce/rota', { cells });
      await queries.invalidateQueries({ queryKey: ['workforce', 'rota'] });
      return true;
    } catch (cause) {
      toast(explain(cause, frame));
      return false;
    } finally {
      setBusy(false);
    }
  };
  const copyLastWeek = async () => {
    const before = days.map((date) => addDays(date, -7));
    const last = await week(before).catch((cause) => {
      toast(explain(cause, frame));
      return [];
    });
    const cells = last
      .filter((row) => row.may_edit)
      .flatMap((row) =>
        days
          .filter((date) => !rows.find((one) => one.staff_id === row.staff_id)?.days.some((day) => day.date === date))
          .map((date) => ({
            staff_id: row.staff_id,
            date,
            shift_type_ids: on(row, addDays(date, -7))?.shift_type_ids ?? [],
          })),
      )
      .filter((cell) => cell.shift_type_ids.length > 0);
    if (cells.length === 0) toast(t('rota.nothingToCopy'));
    else if (await put(cells)) toast(t('rota.copied', { count: cells.length }));
  };
  const onKey = (event: KeyboardEvent<HTMLTableElement>) => {
    const cell = (event.target as HTMLElement).closest<HTMLElement>('[data-cell]');
    if (!cell || picking) return;
    const [line, column] = (cell.dataset.cell ?? '').split(':').map(Number) as [number, number];
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    const row = rows[line];
    const date = days[column] ?? '';
    const shift = shifts[Number(event.key) - 1];
    if (step) {
      const next = `${line + (step[0] ?? 0)}:${column + (step[1] ?? 0)}`;
      table.current?.querySelector<HTMLElement>(`[data-cell="${next}"]`)?.focus();
    } else if (row?.may_edit && shift) {
      void put([{ staff_id: row.staff_id, date, shift_type_ids: [shift.id] }]);
    } else if (row?.may_edit && (event.key === 'Delete' || event.key === 'Backspace')) {
      void put([{ staff_id: row.staff_id, date, shift_type_ids: [] }]);
    } else return;
    event.preventDefault();
  };
  const label = (row: RotaRow, date: string) => {
    const names = (on(row, date)?.shift_type_ids ?? []).map((id) => {
      const shift = shifts.find((one) => one.id === id);
      return shift?.name || t(`shifts.${shift?.key ?? 'early'}`);
    });
    return t('rota.cell', { name: row.name, date, shifts: names.join('、') || t('rota.free') });
  };
  const shown = (row: RotaRow, date: string) => {
    const day = on(row, date);
    return (
      <>
        {(day?.shift_type_ids ?? []).map((id) => (
          <ShiftMark key={id} shift={shifts.find((one) => one.id === id)} />
        ))}
        {day && <Warnings list={day.warnings} />}
      </>
    );
  };
  const head = (
    <header className="rota-head">
      <h1>{t('rota.title')}</h1>
      <div className="rota-week">
        <IconButton label={t('rota.previous')} onClick={() => setAnchor(addDays(days[0] ?? '', -7))}>
          <Icon name="back" size={18} />
        </IconButton>
        <span className="rota-span">{`${days[0]?.replaceAll('-', '/')} – ${days[6]?.slice(5).replace('-', '/')}`}</span>
        <IconButton label={t('rota.next')} onClick={() => setAnchor(addDays(days[0] ?? '', 7))}>
          <span className="rota-turn">
            <Icon name="back" size={18} />
          </span>
        </IconButton>
        <Button look="quiet" onClick={() => setAnchor('')}>
          {t('rota.thisWeek')}
        </Button>
      </div>
      {leads && (
        <Button busy={busy} onClick={() => void copyLastWeek()}>
          {t('rota.copy')}
        </Button>
      )}
    </header>
  );
  return (
    <main className="rota">
      {head}
      <OnDutyNow shifts={shifts} />
      {rota.isError && <Problem error={rota.error} retry={() => void rota.refetch()} />}
      {rota.isPending && <Skeleton rows={8} look="line" />}
      {rota.data?.length === 0 && <Empty title={t('rota.nobody')} text={t('rota.nobodyText')} />}
      {rows.length > 0 && narrow() && (
        <div className="rota-days">
          {days.map((date, column) => (
            <section key={date} ref={date === today() ? toToday : null} data-today={date === today()}>
              <h2>
                <DayHead date={date} day={calendar.data?.rows[column]} today={date === today()} />
              </h2>
              {rows.every((row) => !on(row, date)) && <p className="rota-none">{t('rota.nobodyOn')}</p>}
              <ul>
                {rows
                  .filter((row) => row.may_edit || on(row, date))
                  .map((row) => (
                    <li key={row.staff_id}>
                      <button
                        type="button"
                        disabled={!row.may_edit}
                        aria-label={label(row, date)}
                        onClick={() => setPicking({ row, date })}
                      >
                        <span className="rota-name">{row.name}</span>
                        <span className="rota-marks">{shown(row, date)}</span>
                      </button>
                    </li>
                  ))}
              </ul>
            </section>
          ))}
        </div>
      )}
      {rows.length > 0 && !narrow() && (
        <div className="rota-scroll">
          <table ref={table} className="rota-table" onKeyDown={onKey} aria-busy={busy}>
            <thead>
              <tr>
                <th scope="col">{t('rota.colleague')}</th>
                {days.map((date, column) => (
                  <th key={date} scope="col" data-today={date === today()}>
                    <DayHead date={date} day={calendar.data?.rows[column]} today={date === today()} />
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row, line) => (
                <tr key={row.staff_id} data-me={row.staff_id === me?.id}>
                  <th scope="row">
                    <span className="rota-name">{row.name}</span>
                    <small>{row.unit_name}</small>
                  </th>
                  {days.map((date, column) => (
                    <td key={date} data-today={date === today()}>
                      <button
                        type="button"
                        data-cell={`${line}:${column}`}
                        aria-disabled={!row.may_edit}
                        aria-label={label(row, date)}
                        tabIndex={line === 0 && column === 0 ? 0 : -1}
                        onClick={() => row.may_edit && setPicking({ row, date })}
                      >
                        {shown(row, date)}
                      </button>
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          {leads && <p className="rota-hint">{t('rota.keys')}</p>}
        </div>
      )}
      {picking && (
        <CellDialog
          name={picking.row.name}
          date={picking.date}
          shifts={shifts}
          chosen={on(picking.row, picking.date)?.shift_type_ids ?? []}
          warnings={on(picking.row, picking.date)?.warnings ?? []}
          onClose={() => setPicking(null)}
          onSave={(ids) => {
            void put([{ staff_id: picking.row.staff_id, date: picking.date, shift_type_ids: ids }]).then(
              (done) => done && setPicking(null),
            );
          }}
        />
      )}
    </main>
  );
}
