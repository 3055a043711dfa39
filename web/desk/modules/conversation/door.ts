import type { Module } from '../../../lib/module/module';

const door: Module = {
  name: 'conversation',
  texts: {
    'zh-CN': () => import('./i18n/zh-CN.json'),
    'zh-TW': () => import('./i18n/zh-TW.json'),
    en: () => import('./i18n/en.json'),
  },
  nav: [
    {
      to: '/inbox',
      icon: 'chat',
      area: 'rail',
      order: 10,
      label: { 'zh-CN': '会话', 'zh-TW': '對話', en: 'Inbox' },
      permissions: ['conversation.read'],
      badge: 'conversation',
    },
  ],
  routes: [
    // One route for both, or opening a conversation would build the list anew and lose its place.
    {
      path: '/inbox/{-$id}',
      layout: 'frame',
      permissions: ['conversation.read'],
      page: () => import('./pages/InboxPage'),
    },
  ],
  commands: [
    { id: 'conversation.next', combo: 'j' },
    { id: 'conversation.previous', combo: 'k' },
    { id: 'conversation.open', combo: 'enter' },
    { id: 'conversation.reply', combo: 'r' },
    { id: 'conversation.note', combo: 'n' },
    { id: 'conversation.claim', combo: 'a', lone: true },
    { id: 'conversation.assign', combo: 't', lone: true },
    { id: 'conversation.consult', combo: 'c' },
    { id: 'conversation.follow', combo: 'f' },
    { id: 'conversation.labels', combo: 'l' },
    { id: 'conversation.close', combo: 'e', lone: true },
    { id: 'conversation.list', combo: '[' },
    { id: 'conversation.side', combo: ']' },
    { id: 'conversation.go', combo: 'g i', to: '/inbox' },
  ],
  start: (me) => {
    let stop = () => {};
    let over = false;
    // Loaded with the inbox itself, so that other pages open without it.
    void import('./state/desk').then(({ startDesk }) => {
      if (!over) stop = startDesk(me);
    });
    return () => {
      over = true;
      stop();
    };
  },
};

export default door;
