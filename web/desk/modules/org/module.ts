import type { Module } from '../../../lib/module/module';

const module: Module = {
  name: 'org',
  texts: {
    'zh-CN': () => import('./i18n/zh-CN.json'),
    'zh-TW': () => import('./i18n/zh-TW.json'),
    en: () => import('./i18n/en.json'),
  },
  nav: [
    {
      to: '/settings/staff',
      icon: 'people',
      area: 'settings',
      order: 10,
      label: { 'zh-CN': '同事', 'zh-TW': '同事', en: 'Colleagues' },
      permissions: ['staff.read'],
    },
    {
      to: '/settings/units',
      icon: 'team',
      area: 'settings',
      order: 20,
      label: { 'zh-CN': '组织', 'zh-TW': '組織', en: 'Units' },
      permissions: ['staff.read', 'unit.manage'],
    },
    {
      to: '/settings/roles',
      icon: 'shield',
      area: 'settings',
      order: 30,
      label: { 'zh-CN': '角色', 'zh-TW': '角色', en: 'Roles' },
      permissions: ['staff.read', 'role.manage'],
    },
    {
      to: '/settings/organisation',
      icon: 'settings',
      area: 'settings',
      order: 90,
      label: { 'zh-CN': '机构', 'zh-TW': '機構', en: 'Organisation' },
      permissions: ['organisation.manage'],
    },
  ],
  routes: [
    { path: '/staff', layout: 'settings', permissions: ['staff.read'], page: () => import('./pages/StaffPage') },
    {
      path: '/units',
      layout: 'settings',
      permissions: ['staff.read', 'unit.manage'],
      page: () => import('./pages/UnitsPage'),
    },
    {
      path: '/roles',
      layout: 'settings',
      permissions: ['staff.read', 'role.manage'],
      page: () => import('./pages/RolesPage'),
    },
    {
      path: '/organisation',
      layout: 'settings',
      permissions: ['organisation.manage'],
      page: () => import('./pages/OrganisationPage'),
    },
  ],
};

export default module;
