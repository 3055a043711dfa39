import type { TextLoader } from '../../lib/i18n/i18n';

export const frameTexts: TextLoader = {
  'zh-CN': () => import('./i18n/zh-CN.json'),
  'zh-TW': () => import('./i18n/zh-TW.json'),
  en: () => import('./i18n/en.json'),
};
