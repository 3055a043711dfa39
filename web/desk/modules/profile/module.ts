import type { Module } from '../../../lib/module/module';

const module: Module = {
  name: 'profile',
  texts: {
    'zh-CN': () => import('./i18n/zh-CN.json'),
    'zh-TW': () => import('./i18n/zh-TW.json'),
    en: () => import('./i18n/en.json'),
  },
  nav: [
    {
      to: '/settings/me',
      icon: 'person',
      area: 'account',
      order: 10,
      label: { 'zh-CN': '资料与习惯', 'zh-TW': '資料與習慣', en: 'Profile' },
    },
    {
      to: '/settings/security',
      icon: 'lock',
      area: 'account',
      order: 20,
      label: { 'zh-CN': '登录安全', 'zh-TW': '登入安全', en: 'Security' },
    },
    {
      to: '/settings/tokens',
      icon: 'key',
      area: 'account',
      order: 30,
      label: { 'zh-CN': '接口令牌', 'zh-TW': 'API 權杖', en: 'API tokens' },
    },
  ],
  routes: [
    { path: '/me', layout: 'settings', page: () => import('./pages/MePage') },
    { path: '/security', layout: 'settings', page: () => import('./pages/SecurityPage') },
    { path: '/tokens', layout: 'settings', page: () => import('./pages/TokensPage') },
  ],
};

export default module;
