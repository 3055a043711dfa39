import type { Module } from '../../../lib/module/module';

const module: Module = {
  name: 'workforce',
  texts: {
    'zh-CN': () => import('./i18n/zh-CN.json'),
    'zh-TW': () => import('./i18n/zh-TW.json'),
    en: () => import('./i18n/en.json'),
  },
  nav: [
    {
      to: '/settings/skills',
      icon: 'check',
      area: 'settings',
      order: 34,
      label: { 'zh-CN': '技能', 'zh-TW': '技能', en: 'Skills' },
      permissions: ['workforce.manage'],
    },
    {
      to: '/settings/shifts',
      icon: 'clock',
      area: 'settings',
      order: 36,
      label: { 'zh-CN': '班次与小休', 'zh-TW': '班別與小休', en: 'Shifts and breaks' },
      permissions: ['workforce.manage'],
    },
    {
      to: '/settings/substitutes',
      icon: 'people',
      area: 'account',
      order: 40,
      label: { 'zh-CN': '我不在时谁代', 'zh-TW': '我不在時誰代', en: 'Who stands in for me' },
      permissions: ['workforce.read'],
    },
  ],
  routes: [
    { path: '/rota', layout: 'frame', permissions: ['workforce.read'], page: () => import('./pages/RotaPage') },
    { path: '/skills', layout: 'settings', permissions: ['workforce.read'], page: () => import('./pages/SkillsPage') },
    {
      path: '/shifts',
      layout: 'settings',
      permissions: ['workforce.manage'],
      page: () => import('./pages/ShiftsPage'),
    },
    {
      path: '/substitutes',
      layout: 'settings',
      permissions: ['workforce.read'],
      page: () => import('./pages/SubstitutesPage'),
    },
  ],
  commands: [
    {
      id: 'workforce.rota',
      label: { 'zh-CN': '去排班', 'zh-TW': '前往排班', en: 'Go to the rota' },
      permissions: ['workforce.read'],
      to: '/rota',
    },
  ],
  slots: { 'frame.rail': () => import('./parts/MyState'), 'frame.strip': () => import('./parts/AwayStrip') },
};

export default module;
