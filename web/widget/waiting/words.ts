import { clockLabel, dayDistance } from '../days';
import type { Conversation, Language, Standing } from '../protocol';
import { inLine } from '../queue';
import type { PartTranslate } from './texts';

/** What there is to say about waiting; null when nobody waits and nothing is in the way. */
export interface Words {
  text: string;
  /** Told aloud when it changes: the place, not every other minute of the estimate. */
  key: string;
  /** In line, so that there is something to leave. */
  waits: boolean;
  mayLeaveNote: boolean;
  /** A message keeps the place in line: somebody calls in turn. */
  callsBack: boolean;
}

export interface Reader {
  t: PartTranslate;
  language: Language;
  /** Server time, Unix milliseconds. */
  now: number;
}

/** "明天 9:00" in the visitor's own time, or nothing where no opening is known. */
export function openingLabel(at: string | null, { t, language, now }: Reader): string {
  if (!at) return '';
  const date = new Date(at);
  const days = dayDistance(date, new Date(now));
  let day = new Intl.DateTimeFormat(language, { month: 'short', day: 'numeric', weekday: 'short' }).format(date);
  if (days === 0) day = t('this_day');
  if (days === 1) day = t('next_day');
  return t('day_time', { day, time: clockLabel(at).replace(/^0/, '') });
}

export function toWords(conversation: Conversation | null, prospect: Standing | null, reader: Reader): Words | null {
  const waiting = inLine(conversation);
  const standing = waiting ?? (conversation?.state === 'open' ? null : prospect);
  if (!standing) return null;
  const { t } = reader;
  const { place, open, staffed } = standing;
  const words = {
    waits: waiting !== null,
    mayLeaveNote: standing.may_leave_message,
    callsBack: open && waiting?.callback === true,
  };
  const kept = waiting ? t('kept') : t('invite');
  if (!open) {
    const when = openingLabel(standing.next_opening, reader);
    const text = (when ? t('closed_until', { when }) : t('closed_now')) + kept;
    return { ...words, text, key: `closed ${when}` };
  }
  if (!staffed) return { ...words, text: t('nobody') + kept, key: 'nobody' };
  if (!waiting) return null;
  return { ...words, text: lineText(place, standing.wait_seconds, t), key: `place ${place}` };
}

function lineText(place: number, seconds: number | null, t: PartTranslate): string {
  if (place < 1) return t('queued_up');
  if (place === 1) return t('next');
  const wait = seconds === null ? t('wait_soon') : t('wait_minutes', { n: Math.max(1, Math.ceil(seconds / 60)) });
  return t(place === 2 ? 'ahead_one' : 'ahead', { n: place - 1, wait });
}
