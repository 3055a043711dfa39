import type { Module } from '../../../lib/module/module';

const module: Module = {
  name: 'routing',
  texts: {
    'zh-CN': () => import('./i18n/zh-CN.json'),
    'zh-TW': () => import('./i18n/zh-TW.json'),
    en: () => import('./i18n/en.json'),
  },
  nav: [
    {
      to: '/settings/queues',
      icon: 'list',
      area: 'settings',
      order: 38,
      label: { 'zh-CN': '队列', 'zh-TW': '佇列', en: 'Queues' },
      permissions: ['routing.manage'],
    },
  ],
  routes: [
    { path: '/wall', layout: 'frame', permissions: ['routing.read'], page: () => import('./pages/WallPage') },
    {
      path: '/messages',
      layout: 'frame',
      permissions: ['conversation.read'],
      page: () => import('./pages/MessagesPage'),
    },
    {
      path: '/queues/{-$id}',
      layout: 'settings',
      permissions: ['routing.read'],
      page: () => import('./pages/QueuesPage'),
    },
  ],
  commands: [
    {
      id: 'routing.accept',
      combo: 'alt+a',
      typing: true,
      label: { 'zh-CN': '接入邀请的客户', 'zh-TW': '接入邀請的客戶', en: 'Accept the offer' },
    },
    {
      id: 'routing.decline',
      combo: 'alt+x',
      typing: true,
      label: { 'zh-CN': '拒绝邀请', 'zh-TW': '婉拒邀請', en: 'Decline the offer' },
    },
    {
      id: 'routing.message',
      combo: 'm',
      label: { 'zh-CN': '记一条留言', 'zh-TW': '記一則留言', en: 'Take a message' },
      permissions: ['conversation.reply'],
    },
    {
      id: 'routing.wall',
      combo: 'g w',
      to: '/wall',
      label: { 'zh-CN': '去看板', 'zh-TW': '前往看板', en: 'Go to the wall' },
      permissions: ['routing.read'],
    },
    {
      id: 'routing.messages',
      combo: 'g m',
      to: '/messages',
      label: { 'zh-CN': '去留言', 'zh-TW': '前往留言', en: 'Go to messages' },
      permissions: ['conversation.read'],
    },
  ],
  slots: {
    'frame.rail': () => import('./parts/TakingMark'),
    'frame.strip': () => import('./parts/TakingStrip'),
    'frame.over': () => import('./parts/Over'),
    'conversation.load': () => import('./parts/Load'),
    'conversation.head': () => import('./parts/HeadStrip'),
    'conversation.transfer': () => import('./parts/TransferDialog'),
  },
};

export default module;
