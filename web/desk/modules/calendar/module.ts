import type { Module } from '../../../lib/module/module';

const module: Module = {
  name: 'calendar',
  texts: {
    'zh-CN': () => import('./i18n/zh-CN.json'),
    'zh-TW': () => import('./i18n/zh-TW.json'),
    en: () => import('./i18n/en.json'),
  },
  nav: [
    {
      to: '/settings/hours',
      icon: 'clock',
      area: 'settings',
      order: 52,
      label: { 'zh-CN': '工作时间', 'zh-TW': '工作時間', en: 'Working hours' },
      permissions: ['calendar.manage'],
    },
    {
      to: '/settings/calendar',
      icon: 'calendar',
      area: 'settings',
      order: 54,
      label: { 'zh-CN': '日历与节假日', 'zh-TW': '行事曆與假日', en: 'Calendar' },
    },
  ],
  routes: [
    {
      path: '/hours',
      layout: 'settings',
      permissions: ['calendar.manage'],
      page: () => import('./pages/HoursListPage'),
    },
    {
      path: '/hours/$id',
      layout: 'settings',
      permissions: ['calendar.manage'],
      page: () => import('./pages/HoursPage'),
    },
    { path: '/calendar', layout: 'settings', page: () => import('./pages/CalendarPage') },
  ],
};

export default module;
