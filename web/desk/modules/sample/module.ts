import type { Module } from '../../../lib/module/module';

const module: Module = {
  name: 'sample',
  texts: {
    'zh-CN': () => import('./i18n/zh-CN.json'),
    'zh-TW': () => import('./i18n/zh-TW.json'),
    en: () => import('./i18n/en.json'),
  },
  slots: {
    'welcome.onwards': () => import('./parts/Onwards'),
    'organisation.more': () => import('./parts/SampleCard'),
    'conversation.strip': () => import('./parts/SampleStrip'),
  },
};

export default module;
