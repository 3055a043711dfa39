import type { Module } from '../../../lib/module/module';

const module: Module = {
  name: 'channel',
  texts: {
    'zh-CN': () => import('./i18n/zh-CN.json'),
    'zh-TW': () => import('./i18n/zh-TW.json'),
    en: () => import('./i18n/en.json'),
  },
  nav: [
    {
      to: '/settings/channels',
      icon: 'globe',
      area: 'settings',
      order: 40,
      label: { 'zh-CN': '渠道', 'zh-TW': '管道', en: 'Channels' },
      permissions: ['channel.read'],
    },
    {
      to: '/settings/labels',
      icon: 'label',
      area: 'settings',
      order: 50,
      label: { 'zh-CN': '标签', 'zh-TW': '標籤', en: 'Labels' },
      permissions: ['label.manage'],
    },
    {
      to: '/settings/blocks',
      icon: 'lock',
      area: 'settings',
      order: 52,
      label: { 'zh-CN': '拦截名单', 'zh-TW': '封鎖名單', en: 'Blocked' },
      permissions: ['channel.block'],
    },
  ],
  routes: [
    {
      path: '/channels',
      layout: 'settings',
      permissions: ['channel.read'],
      page: () => import('./pages/ChannelsPage'),
    },
    {
      path: '/channels/$id',
      layout: 'settings',
      permissions: ['channel.read'],
      page: () => import('./pages/ChannelPage'),
    },
    { path: '/labels', layout: 'settings', permissions: ['label.manage'], page: () => import('./pages/LabelsPage') },
    { path: '/blocks', layout: 'settings', permissions: ['channel.block'], page: () => import('./pages/BlocksPage') },
  ],
  slots: { 'conversation.block': () => import('./parts/BlockDialog') },
};

export default module;
