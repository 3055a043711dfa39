import type { Door } from '../../../lib/module/module';

const door: Door = {
  name: 'insight',
  nav: [
    {
      to: '/reports',
      icon: 'pulse',
      area: 'rail',
      order: 60,
      label: { 'zh-CN': '报表', 'zh-TW': '報表', en: 'Reports' },
      permissions: ['insight.read'],
    },
  ],
};

export default door;
