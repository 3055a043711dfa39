import type { Module } from '../../../lib/module/module';

const module: Module = {
  name: 'insight',
  texts: {
    'zh-CN': () => import('./i18n/zh-CN.json'),
    'zh-TW': () => import('./i18n/zh-TW.json'),
    en: () => import('./i18n/en.json'),
  },
  nav: [
    {
      to: '/settings/causes',
      icon: 'list',
      area: 'settings',
      order: 38,
      label: { 'zh-CN': '回慢原因', 'zh-TW': '回覆慢的原因', en: 'Reasons for slow answers' },
      permissions: ['insight.manage'],
    },
  ],
  routes: [
    {
      path: '/causes',
      layout: 'settings',
      permissions: ['insight.manage'],
      page: () => import('./pages/CausesPage'),
    },
    { path: '/reports', layout: 'frame', permissions: ['insight.read'], page: () => import('./pages/ResponsePage') },
  ],
  slots: { 'conversation.foot': () => import('./parts/SlowStrip') },
  start: () => {
    let stop = () => {};
    let over = false;
    void import('./state/watch').then(({ startWatch }) => {
      if (!over) stop = startWatch();
    });
    return () => {
      over = true;
      stop();
    };
  },
};

export default module;
