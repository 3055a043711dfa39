import type { Translate } from '../../../../lib/i18n/i18n';
import type { ServerFrame } from '../../../../lib/live/frames';
import type { Message, WallAgent } from '../api';

// Pure: what the wall, the editor and the pad say about time and people.

/** Hours, minutes and seconds of a span; never negative. */
export function split(seconds: number): { h: number; m: number; s: number } {
  const all = Math.max(0, Math.round(seconds));
  return { h: Math.floor(all / 3600), m: Math.floor((all % 3600) / 60), s: all % 60 };
}

/** "1 分 30 秒": only the parts that say something. */
export function spanWords(t: Translate, seconds: number): string {
  const { h, m, s } = split(seconds);
  const parts = [
    h && t('span.hours', { count: h }),
    m && t('span.minutes', { count: m }),
    s && t('span.seconds', { count: s }),
  ];
  return parts.filter(Boolean).join(' ') || t('span.seconds', { count: 0 });
}

/** A running watch: "4:05", "1:02:09", from a day on "2d 3h" in words. */
export function watch(t: Translate, ms: number): string {
  const { h, m, s } = split(Math.floor(Math.max(0, ms) / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  if (h >= 24) return `${t('span.days', { count: Math.floor(h / 24) })} ${t('span.hours', { count: h % 24 })}`;
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** Whole minutes since or until, in the largest units that say enough. */
export function about(t: Translate, ms: number): string {
  const { h, m } = split(Math.max(0, ms) / 1000);
  if (h >= 24) return t('span.days', { count: Math.floor(h / 24) });
  if (h > 0) return t('span.hours', { count: h });
  return t('span.minutes', { count: m });
}

/** How long a break still goes, in whole minutes as its owner reads them, or how long it is over. */
export function breakWord(agent: WallAgent, t: Translate, now: number): { over: boolean; text: string } {
  const kind = t(`kinds.${agent.break_kind}`);
  if (agent.until === null) return { over: false, text: kind };
  const left = Date.parse(agent.until) - now;
  const over = left < 0;
  return { over, text: t(over ? 'wall.breakOver' : 'wall.breakLeft', { kind, span: about(t, Math.abs(left)) }) };
}

/** What somebody is told who has lost a conversation: who has it now, and why. */
export function lossWord(frame: Extract<ServerFrame, { t: 'taken' }>, t: Translate): string {
  const { by, to, customer, reason } = frame;
  const how = !by ? 'unfit' : !to ? 'back' : by === to ? 'over' : 'given';
  return t(`taken.${how}`, { by, to, customer, said: reason ? `：${reason}` : '' });
}

export const STATES = ['online', 'watching', 'busy', 'break', 'away', 'off'] as const;
export type State = (typeof STATES)[number];

/** Who only looks on is online and takes nobody: the one count of who is online is of those who take. */
const standing = (agent: WallAgent): State =>
  agent.state === 'online' && agent.watches ? 'watching' : (agent.state as State);

/** How many colleagues take customers now: the same number over the wall and over the list. */
export const taking = (agents: WallAgent[]) => agents.filter((agent) => standing(agent) === 'online').length;

/** People by state, in the order somebody who leads looks; empty states are left out. */
export function byState(agents: WallAgent[], now: number): { state: State; agents: WallAgent[] }[] {
  const late = (agent: WallAgent) => Number(agent.until !== null && Date.parse(agent.until) < now);
  return STATES.map((state) => ({
    state,
    agents: agents
      .filter((agent) => standing(agent) === state)
      .sort((a, b) => late(b) - late(a) || b.load - a.load || a.name.localeCompare(b.name)),
  })).filter((group) => group.agents.length > 0);
}

/** What somebody on the phone may be told about a colleague. */
export function presenceWord(t: Translate, agent: WallAgent | undefined, clock: (at: string) => string): string {
  if (!agent) return '';
  if (agent.state === 'online') {
    return t(agent.load >= agent.places ? 'who.full' : 'who.online', { count: agent.load });
  }
  if (agent.state === 'break') {
    const kind = t(`kinds.${agent.break_kind}`);
    return agent.until ? t('who.breakUntil', { kind, at: clock(agent.until) }) : kind;
  }
  return t(`state.${agent.state}`);
}

/** What a customer left themselves is not passed on to anybody: somebody calls, or writes where there is no number. */
export function selfAsk(message: Pick<Message, 'taken_by_name' | 'contact'>): 'call' | 'reach' | null {
  if (message.taken_by_name !== '') return null;
  return message.contact.includes('@') ? 'reach' : 'call';
}

/** Not passed on although promised. */
export function overdue(message: Pick<Message, 'state' | 'tell_by'>, now: number): boolean {
  return message.state === 'taken' && Date.parse(message.tell_by) < now;
}

/** Not answered although promised to the caller. */
export function unanswered(message: Pick<Message, 'state' | 'reply_by'>, now: number): boolean {
  return message.state !== 'replied' && message.reply_by !== null && Date.parse(message.reply_by) < now;
}

export const WHENS = ['soon', 'half', 'hour', 'today', 'tomorrow'] as const;
export type When = (typeof WHENS)[number];

/** When the caller is promised an answer; null: as soon as can be. */
export function replyBy(when: When, now: number): Date | null {
  const at = new Date(now);
  const onTheFive = (ms: number) => new Date(Math.ceil(ms / 300_000) * 300_000);
  if (when === 'half') return onTheFive(now + 30 * 60_000);
  if (when === 'hour') return onTheFive(now + 60 * 60_000);
  if (when === 'today') at.setHours(18, 0, 0, 0);
  if (when === 'tomorrow') {
    at.setDate(at.getDate() + 1);
    at.setHours(10, 0, 0, 0);
  }
  return when === 'soon' ? null : at;
}

/** Promises that can still be kept: not today's six o'clock at a quarter to. */
export function offered(now: number): When[] {
  return WHENS.filter((when) => when !== 'today' || (replyBy('today', now)?.getTime() ?? 0) - now > 60 * 60_000);
}

/** Only what a telephone could dial becomes a link. */
export function dialled(contact: string): string {
  const digits = contact.replace(/[\s()-]/g, '');
  return /^\+?\d{5,15}$/.test(digits) ? `tel:${digits}` : '';
}
