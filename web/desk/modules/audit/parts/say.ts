import type { Locale } from '../../../../lib/api/types';
import type { Translate } from '../../../../lib/i18n/i18n';
import { full } from '../../../../lib/time/time';
import type { Leaf } from './diff';

export type Names = ReadonlyMap<string, string>;

/** One line of a value; a code is what has no word. */
export interface Said {
  text: string;
  code: boolean;
}

const NONE = '\u0000';
const word = (t: Translate, key: string) => {
  const found = t(key, { defaultValue: NONE });
  return found === NONE ? undefined : found;
};

const noun = (action: string) => action.split('.')[0] ?? '';

/** Whose words a field of this name has; the same name means different things in different acts. */
function wordsOf(action: string, path: string[]): string {
  const field = path.at(-1) ?? '';
  if (path[0] === 'grants') return 'scope';
  if (field === 'kind') return action.startsWith('routing.transfer_') ? 'transfer_kind' : `${noun(action)}_kind`;
  if (field === 'state') {
    if (action.startsWith('routing.transfer_')) return 'transfer_state';
    return action.startsWith('routing.') ? 'message_state' : `${noun(action)}_state`;
  }
  return field === 'locale' ? 'language' : field;
}

function span(t: Translate, seconds: number): string {
  const parts = [
    ['hours', Math.floor(seconds / 3600)],
    ['minutes', Math.floor((seconds % 3600) / 60)],
    ['seconds', seconds % 60],
  ] as const;
  const said = parts.filter(([, count]) => count > 0).map(([unit, count]) => t(`span.${unit}`, { count }));
  return said.join(' ') || t('span.seconds', { count: 0 });
}

const clock = (minutes: number) =>
  [Math.floor(minutes / 60) % 24, minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');

function number(t: Translate, path: string[], value: number): string {
  const field = path.findLast((part) => /_(seconds|minutes|min)$/.test(part)) ?? '';
  if (field.endsWith('_seconds')) return span(t, value);
  if (field === 'start_min') return clock(value);
  return field ? span(t, value * 60) : String(value);
}

function one(t: Translate, names: Names, locale: Locale, action: string, path: string[], value: string): Said {
  const said = names.get(value) ?? word(t, `values.${wordsOf(action, path)}.${value}`);
  if (said) return { text: said, code: false };
  if (/^\d{4}-\d\d-\d\dT\d\d:/.test(value)) return { text: full(value, locale), code: false };
  return { text: value, code: /^[0-9a-z]{26}$/.test(value) };
}

/** A value as a person says it, a list one to a line; nothing for nothing. */
export function sayValue(
  t: Translate,
  names: Names,
  locale: Locale,
  action: string,
  path: string[],
  value: Leaf,
): Said[] {
  if (value === null) return [];
  if (typeof value === 'boolean') return [{ text: t(value ? 'yes' : 'no'), code: false }];
  if (typeof value === 'number') return [{ text: number(t, path, value), code: false }];
  return [value].flat().map((text) => one(t, names, locale, action, path, text));
}

/** The way to a value in words: "规则 · 等多久才转". */
export function sayField(t: Translate, names: Names, action: string, path: string[]): string {
  if (path.length === 0) return word(t, `whole.${noun(action)}`) ?? t('field');
  return path.map((part) => names.get(part) ?? word(t, `fields.${part}`) ?? part).join(' · ');
}
