import type { Door } from '../../../lib/module/module';

const door: Door = {
  name: 'routing',
  nav: [
    {
      to: '/messages',
      icon: 'phone',
      area: 'rail',
      order: 15,
      label: { 'zh-CN': '留言', 'zh-TW': '留言', en: 'Messages' },
      permissions: ['conversation.reply'],
      badge: 'message',
    },
    {
      to: '/wall',
      icon: 'wall',
      area: 'rail',
      order: 20,
      label: { 'zh-CN': '看板', 'zh-TW': '看板', en: 'Wall' },
      permissions: ['routing.read', 'routing.supervise'],
      when: (me) => Boolean(me.permissions['routing.supervise']) || me.permissions['routing.read'] !== 'own',
    },
  ],
};

export default door;
