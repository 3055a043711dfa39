import type { Language } from '../protocol';
import { en } from './en';
import { type Texts, zhCN } from './zh-CN';
import { zhTW } from './zh-TW';

export const TEXTS: Record<Language, Texts> = { 'zh-CN': zhCN, 'zh-TW': zhTW, en };

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

export function translator(language: Language): Translate {
  const texts = TEXTS[language];
  return (key, values) => texts[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values?.[name] ?? whole));
}
