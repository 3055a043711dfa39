import type { Module } from '../../../lib/module/module';

const module: Module = {
  name: 'routing',
  texts: {
    'zh-CN': () => import('./i18n/zh-CN.json'),
    'zh-TW': () => import('./i18n/zh-TW.json'),
    en: () => import('./i18n/en.json'),
  },
  nav: [],
  routes: [],
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
  ],
  slots: {
    'frame.over': () => import('./parts/Offers'),
    'conversation.load': () => import('./parts/Load'),
    'conversation.head': () => import('./parts/HeadStrip'),
    'conversation.transfer': () => import('./parts/TransferDialog'),
  },
};

export default module;
