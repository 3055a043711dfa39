import type { Module } from '../../../lib/module/module';

const module: Module = {
  name: 'system',
  texts: {
    'zh-CN': () => import('./i18n/zh-CN.json'),
    'zh-TW': () => import('./i18n/zh-TW.json'),
    en: () => import('./i18n/en.json'),
  },
  nav: [
    {
      to: '/settings/health',
      icon: 'pulse',
      area: 'settings',
      order: 70,
      label: { 'zh-CN': '运行状况', 'zh-TW': '運作狀況', en: 'Health' },
      permissions: ['system.manage'],
    },
  ],
  routes: [
    { path: '/health', layout: 'settings', permissions: ['system.manage'], page: () => import('./pages/HealthPage') },
  ],
};

export default module;
