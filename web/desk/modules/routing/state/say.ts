import type { Translate } from '../../../../lib/i18n/i18n';
import type { Sources } from './sources';
import { spanWords } from './words';

const join = (t: Translate, list: string[]) => (list.length > 0 ? list.join(t('comma')) : t('nothing'));

/** One field's value as people would say it, for comparing two versions. */
export function say(t: Translate, field: string, value: unknown, from: Sources): string {
  const named = (rows: { id: string; name: string }[] | undefined, id: unknown, none = t('nothing')) =>
    id ? (rows?.find((row) => row.id === id)?.name ?? String(id)) : none;
  const list = Array.isArray(value) ? value : [];
  switch (field) {
    case 'mode':
      return t(`mode.${value}`);
    case 'unit_id':
      return named(from.units, value);
    case 'hours_id':
      return named(from.hours, value, t('queue.always'));
    case 'rules.overflow_queue_id':
      return named(from.queues, value);
    case 'members':
      return join(
        t,
        list.map((id) => from.seats.find((seat) => seat.staff_id === id)?.name ?? String(id)),
      );
    case 'channels':
      return join(
        t,
        list.map((id) => named(from.channels, id)),
      );
    case 'needs':
      return join(
        t,
        list.map((need) => `${named(from.skills, need.skill_id)} ${need.level}`),
      );
    default:
      if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
      if (field.includes('seconds')) return Number(value) === 0 ? t('span.off') : spanWords(t, Number(value));
      return String(value ?? '');
  }
}
