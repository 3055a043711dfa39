import type { Door } from '../../../lib/module/module';

const door: Door = {
  name: 'workforce',
  nav: [
    {
      to: '/rota',
      icon: 'clock',
      area: 'rail',
      order: 50,
      label: { 'zh-CN': '排班', 'zh-TW': '排班', en: 'Rota' },
      permissions: ['workforce.manage'],
    },
  ],
};

export default door;
