import type { Module } from '../../../lib/module/module';

const module: Module = {
  name: 'search',
  texts: {
    'zh-CN': () => import('./i18n/zh-CN.json'),
    'zh-TW': () => import('./i18n/zh-TW.json'),
    en: () => import('./i18n/en.json'),
  },
  slots: { 'frame.palette': () => import('./parts/Palette') },
};

export default module;
