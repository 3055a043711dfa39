import type { Language } from '../protocol';
import type { Texts } from './zh-CN';

export type Translate = (key: keyof Texts, values?: Record<string, string | number>) => string;

/** The nearest of the three languages for a BCP 47 tag, or null for none. */
export function toLanguage(tag: string | null | undefined): Language | null {
  const text = (tag ?? '').toLowerCase();
  if (/^zh\b.*(tw|hk|mo|hant)/.test(text)) return 'zh-TW';
  if (/^zh\b/.test(text)) return 'zh-CN';
  return /^en\b/.test(text) ? 'en' : null;
}

/** The first tag we have texts for; a foreign reader gets English. */
export function chooseLanguage(tags: readonly (string | null | undefined)[]): Language {
  for (const tag of tags) {
    const language = toLanguage(tag);
    if (language) return language;
  }
  return tags.some(Boolean) ? 'en' : 'zh-CN';
}

export function translator(texts: Texts): Translate {
  return (key, values) => texts[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values?.[name] ?? whole));
}
