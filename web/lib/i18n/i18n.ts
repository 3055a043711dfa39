import { useSyncExternalStore } from 'react';
import type { Locale } from '../api/types';

// Texts in three languages, in the file format of i18next (nested keys,
// {{holes}}, plural endings _one and _other). The library itself is 19 KiB of
// the desk's 150: these few lines are what the desk needs of it.

export const LOCALES: Locale[] = ['zh-CN', 'zh-TW', 'en'];

export type Texts = { [key: string]: string | Texts };
export type TextLoader = Record<Locale, () => Promise<{ default: Texts }>>;
/** A short text given in all languages at once, for what must be known before texts load. */
export type Words = Record<Locale, string>;

export type Values = Record<string, string | number | undefined>;
export type Translate = (key: string, values?: Values) => string;

const loaders = new Map<string, TextLoader>();
const wanted = new Set<string>();
const loaded = new Map<string, Texts>();
const translators = new Map<string, Translate>();
const listeners = new Set<() => void>();
let current: Locale = 'zh-CN';
let rules = new Intl.PluralRules(current);

const slot = (into: Locale, namespace: string) => `${into}/${namespace}`;

/** The best of our languages for what the browser asks for. */
export function preferred(languages: readonly string[]): Locale {
  for (const language of languages) {
    const tag = language.toLowerCase();
    if (/^zh\b.*\b(tw|hk|mo|hant)\b/.test(tag)) return 'zh-TW';
    if (tag.startsWith('zh')) return 'zh-CN';
    if (tag.startsWith('en')) return 'en';
  }
  return 'zh-CN';
}

export function locale(): Locale {
  return current;
}

function find(texts: Texts | undefined, key: string): string | undefined {
  let at: string | Texts | undefined = texts;
  for (const part of key.split('.')) at = typeof at === 'object' ? at[part] : undefined;
  return typeof at === 'string' ? at : undefined;
}

/** One text with its holes filled; the key itself when there is none. */
export function translate(texts: Texts | undefined, key: string, values: Values = {}, plural = rules): string {
  let text: string | undefined;
  if (typeof values.count === 'number') {
    text = find(texts, `${key}_${plural.select(values.count)}`) ?? find(texts, `${key}_other`);
  }
  text ??= find(texts, key) ?? values.defaultValue?.toString() ?? key;
  return text.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => String(values[name] ?? ''));
}

function translator(namespace: string): Translate {
  const key = slot(current, namespace);
  let made = translators.get(key);
  if (!made) {
    made = (text, values) => translate(loaded.get(key), text, values);
    translators.set(key, made);
  }
  return made;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The translate function of a namespace; a new one when texts or language change. */
export function useTexts(namespace: string): { t: Translate; locale: Locale } {
  const t = useSyncExternalStore(subscribe, () => translator(namespace));
  return { t, locale: current };
}

function use(next: Locale): void {
  current = next;
  rules = new Intl.PluralRules(next);
  document.documentElement.lang = next;
}

export function startTexts(): void {
  let stored: string | null = null;
  try {
    stored = localStorage.getItem('tx.locale');
  } catch {
    // Storage may be forbidden; the browser's wish then decides.
  }
  use(LOCALES.find((one) => one === stored) ?? preferred(navigator.languages ?? []));
}

export function addTexts(namespace: string, loader: TextLoader): void {
  loaders.set(namespace, loader);
}

async function fetchTexts(namespace: string, into: Locale): Promise<void> {
  const key = slot(into, namespace);
  const load = loaders.get(namespace)?.[into];
  if (loaded.has(key) || !load) return;
  loaded.set(key, (await load()).default);
  translators.delete(key);
}

/** Makes a module's texts ready in the language in use. */
export async function loadTexts(...namespaces: string[]): Promise<void> {
  for (const namespace of namespaces) wanted.add(namespace);
  await Promise.all(namespaces.map((namespace) => fetchTexts(namespace, current)));
  for (const listener of listeners) listener();
}

export async function setLocale(next: Locale): Promise<void> {
  try {
    localStorage.setItem('tx.locale', next);
  } catch {
    // The choice then holds for this visit only.
  }
  if (next === current) return;
  await Promise.all([...wanted].map((namespace) => fetchTexts(namespace, next)));
  use(next);
  for (const listener of listeners) listener();
}
