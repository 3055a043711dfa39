import '../calendar.css';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { Button, Input, Select, Switch } from 'antd';
import { type FormEvent, useMemo, useRef, useState } from 'react';
import { ApiError } from '../../../../lib/api/client';
import { useTexts } from '../../../../lib/i18n/i18n';
import { Clash } from '../../../../ui/admin/Clash';
import { PageHead } from '../../../../ui/admin/PageHead';
import { usePaged } from '../../../../ui/admin/usePaged';
import { Clashed, useRecord } from '../../../../ui/admin/useRecord';
import { Empty, Skeleton } from '../../../../ui/bits';
import { Problem } from '../../../../ui/Problem';
import { toast } from '../../../../ui/toast';
import { DAYS, type Hours, type HoursFields, type Range, refresh } from '../api';
import { PreviewBox } from '../parts/PreviewBox';
import { readRanges, untilMidnight, writeRanges } from '../parts/ranges';
import { newDay, type SpecialDay, SpecialDays } from '../parts/SpecialDays';
import { WeekGrid, type WeekTexts } from '../parts/WeekGrid';

const ZONES = Intl.supportedValuesOf('timeZone').map((value) => ({ value, label: value }));

const FRESH: HoursFields = {
  name: '',
  zone: 'Asia/Shanghai',
  week: Object.fromEntries(DAYS.slice(0, 5).map((day) => [day, [['09:00', '18:00']]])),
  follows_holidays: true,
};

function weekTexts(week: HoursFields['week']): WeekTexts {
  return Object.fromEntries(DAYS.map((day) => [day, writeRanges(week[day])])) as WeekTexts;
}

function specialDays(hours: HoursFields): SpecialDay[] {
  const closed = (hours.closed ?? []).map((date) => newDay(date));
  const extra = Object.entries(hours.extra ?? {}).map(([date, ranges]) => newDay(date, writeRanges(ranges)));
  return [...closed, ...extra].sort((a, b) => a.date.localeCompare(b.date));
}

/** What the fields say, or null while something in them is not understood. */
function read(zone: string, texts: WeekTexts, days: SpecialDay[], follows: boolean): Omit<HoursFields, 'name'> | null {
  const week: Record<string, Range[]> = {};
  for (const day of DAYS) {
    const ranges = readRanges(texts[day]);
    if (!ranges) return null;
    week[day] = ranges;
  }
  const closed: string[] = [];
  const extra: Record<string, Range[]> = {};
  for (const day of days) {
    const ranges = readRanges(day.text);
    if (!ranges || !day.date || closed.includes(day.date) || extra[day.date]) return null;
    if (ranges.length === 0) closed.push(day.date);
    else extra[day.date] = ranges;
  }
  return { zone, week, closed, extra, follows_holidays: follows };
}

interface Values {
  name: string;
  zone: string;
  follows: boolean;
  week: WeekTexts;
  days: SpecialDay[];
}

const valuesOf = (hours: HoursFields): Values => ({
  name: hours.name,
  zone: hours.zone,
  follows: hours.follows_holidays,
  week: weekTexts(hours.week),
  days: specialDays(hours),
});

const BETWEEN = '；';

/** As two versions are compared: a day that is special is one line. */
const compared = ({ days, ...rest }: Values) => ({
  ...rest,
  special: days.map(({ date, text }) => `${date} ${text}`.trim()).join(BETWEEN),
});

const daysOf = (line: string): SpecialDay[] =>
  line
    .split(BETWEEN)
    .filter(Boolean)
    .map((one) => newDay(one.slice(0, 10), one.slice(11)));

/** Who writes 23:59 means midnight, and leaves a minute closed. */
function LastMinute({ values, onChange }: { values: Values; onChange: (patch: Partial<Values>) => void }) {
  const { t } = useTexts('calendar');
  const { week, days } = values;
  const texts = [...Object.values(week), ...days.map(({ text }) => text)];
  if (!texts.some((text) => untilMidnight(text) !== null)) return null;
  const whole = (text: string) => untilMidnight(text) ?? text;
  const mend = () =>
    onChange({
      week: Object.fromEntries(Object.entries(week).map(([day, text]) => [day, whole(text)])) as WeekTexts,
      days: days.map((day) => ({ ...day, text: whole(day.text) })),
    });
  return (
    <p className="hours-minute" role="status">
      {t('edit.lastMinute')} <Button onClick={mend}>{t('edit.toMidnight')}</Button>
    </p>
  );
}

function Editor({ hours }: { hours: Hours | null }) {
  const { t } = useTexts('calendar');
  const frame = useTexts('frame').t;
  const go = useNavigate();
  const from = hours ?? FRESH;
  const [opened] = useState(hours);
  const record = useRecord<Hours>('/calendar/hours', opened);
  const [values, setValues] = useState(() => valuesOf(from));
  const { name, zone, follows, week, days } = values;
  // Several fields are put, and saved, before the page is drawn again.
  const latest = useRef(values);
  const change = (patch: Partial<Values>) => {
    latest.current = { ...latest.current, ...patch };
    setValues(latest.current);
  };
  const put = (path: string, value: unknown) => {
    const [field = '', day] = path.split('.');
    if (day) change({ week: { ...latest.current.week, [day]: String(value) } });
    else change(field === 'special' ? { days: daysOf(String(value)) } : { [field]: value });
  };
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const fields = useMemo(() => read(zone, week, days, follows), [zone, week, days, follows]);
  const save = async (event?: FormEvent) => {
    event?.preventDefault();
    const now = latest.current;
    const sent = read(now.zone, now.week, now.days, now.follows);
    setProblem(null);
    setErrors(now.name.trim() ? {} : { name: t('needName') });
    if (!now.name.trim()) return document.getElementById('hours-name')?.focus();
    if (!sent) return setErrors({ special: t('edit.needDate') });
    setBusy(true);
    try {
      await record.save({ name: now.name, ...sent });
      await refresh('/calendar/hours');
      toast(t('saved'));
      void go({ to: '/settings/hours' as string });
    } catch (cause) {
      const field = cause instanceof ApiError ? cause.field.replace(/\[\d+\]$/, '') : '';
      if (cause instanceof ApiError && /^(name|week\.|extra\.)/.test(field)) setErrors({ [field]: cause.message });
      else if (!(cause instanceof Clashed)) setProblem(cause);
    } finally {
      setBusy(false);
    }
  };
  const { versions } = record;
  const word = (path: string) => {
    const [field = '', day] = path.split('.');
    if (day) return t(`days.${day}`);
    return t(
      { name: 'hours.name', zone: 'edit.zone', follows: 'edit.follows', special: 'edit.special' }[field] ?? field,
    );
  };
  return (
    <>
      <PageHead title={hours ? hours.name : t('hours.add')} text={t('edit.text')} />
      <div className="hours-two">
        <form onSubmit={save}>
          {problem !== null && <Problem error={problem} />}
          {versions && (
            <Clash
              key={versions.theirs.version}
              base={compared(valuesOf(versions.before))}
              theirs={compared(valuesOf(versions.theirs))}
              mine={() => compared(latest.current)}
              put={put}
              label={word}
              onMine={() => void save()}
              onTheirs={record.settle}
            />
          )}
          <label className="hours-field" htmlFor="hours-name">
            {t('hours.name')}
          </label>
          <Input
            id="hours-name"
            value={name}
            maxLength={60}
            placeholder={t('edit.nameHint')}
            status={errors.name ? 'error' : undefined}
            aria-invalid={Boolean(errors.name)}
            aria-describedby="hours-name-wrong"
            onChange={(event) => change({ name: event.target.value })}
          />
          <p className="week-wrong" id="hours-name-wrong">
            {errors.name}
          </p>
          <WeekGrid
            week={week}
            errors={errors}
            onChange={(next) => {
              change({ week: next });
              setErrors({});
            }}
          />
          <div className="hours-switch">
            <Switch id="hours-follows" checked={follows} onChange={(on) => change({ follows: on })} />
            <label htmlFor="hours-follows">
              {t('edit.follows')}
              <small>{t('edit.followsHint')}</small>
            </label>
          </div>
          <SpecialDays days={days} errors={errors} onChange={(list) => change({ days: list })} />
          <label className="hours-field" htmlFor="hours-zone">
            {t('edit.zone')}
          </label>
          <Select
            id="hours-zone"
            showSearch
            value={zone}
            options={ZONES}
            onChange={(next) => change({ zone: next })}
            className="hours-zone"
          />
          <LastMinute values={values} onChange={change} />
          <div className="hours-acts">
            <Button type="primary" htmlType="submit" loading={busy}>
              {frame('save')}
            </Button>
            <Link to={'/settings/hours' as string}>{frame('cancel')}</Link>
          </div>
        </form>
        <PreviewBox hours={fields} />
      </div>
    </>
  );
}

export default function HoursPage() {
  const { t } = useTexts('calendar');
  const { id } = useParams({ strict: false }) as { id: string };
  const query = usePaged<Hours>('/calendar/hours');
  if (id === 'new') return <Editor hours={null} />;
  if (query.isError) return <Problem error={query.error} retry={() => void query.refetch()} />;
  if (query.isPending) return <Skeleton rows={6} look="line" />;
  const hours = query.rows.find((row) => row.id === id);
  if (!hours) {
    return (
      <Empty title={t('hours.missing')} action={<Link to={'/settings/hours' as string}>{t('hours.title')}</Link>} />
    );
  }
  return <Editor key={hours.id} hours={hours} />;
}
