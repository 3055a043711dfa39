import type { Module } from '../../../lib/module/module';

const module: Module = {
  name: 'session',
  texts: {
    'zh-CN': () => import('./i18n/zh-CN.json'),
    'zh-TW': () => import('./i18n/zh-TW.json'),
    en: () => import('./i18n/en.json'),
  },
  routes: [
    { path: '/sign-in', layout: 'bare', page: () => import('./pages/SignInPage') },
    { path: '/link/$token', layout: 'bare', page: () => import('./pages/LinkPage') },
    { path: '/setup', layout: 'bare', page: () => import('./pages/SetupPage') },
    { path: '/welcome', layout: 'frame', page: () => import('./pages/WelcomePage') },
  ],
};

export default module;
