import type { Module } from '../../../lib/module/module';

const module: Module = {
  name: 'customer',
  texts: {
    'zh-CN': () => import('./i18n/zh-CN.json'),
    'zh-TW': () => import('./i18n/zh-TW.json'),
    en: () => import('./i18n/en.json'),
  },
  routes: [
    {
      path: '/customers',
      layout: 'frame',
      permissions: ['customer.read'],
      page: () => import('./pages/CustomersPage'),
    },
    {
      path: '/customers/$id',
      layout: 'frame',
      permissions: ['customer.read'],
      page: () => import('./pages/CustomersPage'),
    },
  ],
  commands: [
    {
      id: 'customer.go',
      combo: 'g k',
      to: '/customers',
      label: { 'zh-CN': '去客户', 'zh-TW': '前往客戶', en: 'Go to customers' },
      permissions: ['customer.read'],
    },
  ],
  slots: { 'conversation.side': () => import('./parts/Panel') },
};

export default module;
