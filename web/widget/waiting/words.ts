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
  /** They have left one already. */
  again: boolean;
  /** A message keeps the place in line: somebody calls in turn. */
  callsBack: boolean;
  /** Nobody takes customers now: the house's own line must not promise a quick answer. */
  busy: boolean;
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
  const { open, staffed } = standing;
  const left = waiting ? null : standing.left;
  const words = {
    waits: waiting !== null,
    mayLeaveNote: standing.may_leave_message,
    callsBack: open && waiting?.callback === true,
    busy: untold(standing),
    again: !!left,
  };
  const kept = waiting
    ? t('kept')
    : left
      ? t(left.calls ? 'left_call' : 'left', { contact: left.contact, matter: left.matter })
      : t('invite');
  if (!open) {
    const when = openingLabel(standing.next_opening, reader);
    const text = (when ? t('closed_until', { when }) : t('closed_now')) + kept;
    return { ...words, text, key: `closed ${when} ${left?.contact}` };
  }
  if (!staffed) return { ...words, text: (left ? '' : t('nobody')) + kept.trim(), key: `nobody ${left?.contact}` };
  if (left) return { ...words, text: kept.trim(), key: `left ${left.contact}` };
  if (!waiting) return null;
  return { ...words, text: lineText(standing, t), key: `place ${standing.place} ${words.busy} ${standing.asked}` };
}

/** No wait is known, and a message is offered instead: nobody takes, or it has taken long. */
function untold({ wait_seconds, may_leave_message }: Standing): boolean {
  return wait_seconds === null && may_leave_message;
}

function lineText(standing: Standing, t: PartTranslate): string {
  const { place, wait_seconds: seconds } = standing;
  const busy = untold(standing);
  if (place < 1) return t('queued_up');
  // A promise that only a colleague who is asked this moment can keep.
  if (standing.asked) return t('next');
  const n = place - 1;
  const minutes = Math.max(1, Math.ceil((seconds ?? 0) / 60));
  if (n === 0) return seconds === null ? t(busy ? 'next_busy' : 'first') : t('first_wait', { minutes });
  if (seconds !== null) return t(n === 1 ? 'ahead_one' : 'ahead', { n, minutes });
  return (busy ? t('busy') : '') + t(n === 1 ? 'ahead_turn_one' : 'ahead_turn', { n });
}
