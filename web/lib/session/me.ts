import { queryOptions, useQuery } from '@tanstack/react-query';
import { api } from '../api/client';
import { queries } from '../api/queries';
import type { Me, Preferences, Theme } from '../api/types';
import { setLocale } from '../i18n/i18n';

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => api.get<Me>('/me', undefined, signal),
  staleTime: Number.POSITIVE_INFINITY,
});

export function useMe(): Me | undefined {
  return useQuery({ ...meQuery, enabled: false }).data;
}

export const DEFAULTS: Preferences = { send_key: 'enter', density: 'cozy', sound: true };

export function usePreferences(): Preferences {
  return { ...DEFAULTS, ...useMe()?.preferences };
}

export function applyTheme(theme: Theme): void {
  try {
    localStorage.setItem('tx.theme', theme);
  } catch {
    // The theme then holds for this visit only.
  }
  const dark = theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
}

/** Puts a fresh Me to work: cache, theme, language. */
export async function acceptMe(me: Me): Promise<void> {
  queries.setQueryData(meQuery.queryKey, me);
  applyTheme(me.theme);
  await setLocale(me.locale);
}

export async function patchMe(
  patch: Partial<Pick<Me, 'name' | 'email' | 'phone' | 'locale' | 'theme' | 'preferences'>>,
) {
  const me = queries.getQueryData<Me>(meQuery.queryKey);
  const next = await api.patch<Me>('/me', { version: me?.version ?? 0, ...patch });
  await acceptMe(next);
  return next;
}
