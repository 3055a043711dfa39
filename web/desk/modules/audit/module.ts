import type { Module } from '../../../lib/module/module';

const module: Module = {
  name: 'audit',
  texts: {
    'zh-CN': () => import('./i18n/zh-CN.json'),
    'zh-TW': () => import('./i18n/zh-TW.json'),
    en: () => import('./i18n/en.json'),
  },
  nav: [
    {
      to: '/settings/audit',
      icon: 'list',
      area: 'settings',
      order: 60,
      label: { 'zh-CN': '审计', 'zh-TW': '稽核', en: 'Audit' },
      permissions: ['audit.read'],
    },
  ],
  routes: [
    { path: '/audit', layout: 'settings', permissions: ['audit.read'], page: () => import('./pages/AuditPage') },
  ],
};

export default module;
