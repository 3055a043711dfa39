import type { Door } from '../../../lib/module/module';

const door: Door = {
  name: 'customer',
  nav: [
    {
      to: '/customers',
      icon: 'people',
      area: 'rail',
      order: 30,
      label: { 'zh-CN': '客户', 'zh-TW': '客戶', en: 'Customers' },
      permissions: ['customer.read'],
    },
  ],
};

export default door;
