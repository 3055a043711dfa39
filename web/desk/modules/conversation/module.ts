import type { Module } from '../../../lib/module/module';

const module: Module = {
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
    {
      id: 'conversation.next',
      combo: 'j',
      label: { 'zh-CN': '下一个会话', 'zh-TW': '下一則對話', en: 'Next conversation' },
    },
    {
      id: 'conversation.previous',
      combo: 'k',
      label: { 'zh-CN': '上一个会话', 'zh-TW': '上一則對話', en: 'Previous conversation' },
    },
    {
      id: 'conversation.open',
      combo: 'enter',
      label: { 'zh-CN': '打开会话', 'zh-TW': '開啟對話', en: 'Open conversation' },
    },
    { id: 'conversation.reply', combo: 'r', label: { 'zh-CN': '写回复', 'zh-TW': '撰寫回覆', en: 'Reply' } },
    {
      id: 'conversation.note',
      combo: 'n',
      label: { 'zh-CN': '写内部备注', 'zh-TW': '撰寫內部備註', en: 'Internal note' },
    },
    { id: 'conversation.claim', combo: 'a', label: { 'zh-CN': '由我接待', 'zh-TW': '由我接手', en: 'Take this one' } },
    { id: 'conversation.assign', combo: 't', label: { 'zh-CN': '转给同事', 'zh-TW': '轉給同事', en: 'Transfer' } },
    {
      id: 'conversation.consult',
      combo: 'c',
      label: { 'zh-CN': '请教同事', 'zh-TW': '請教同事', en: 'Ask a colleague' },
    },
    { id: 'conversation.follow', combo: 'f', label: { 'zh-CN': '关注', 'zh-TW': '關注', en: 'Follow' } },
    { id: 'conversation.labels', combo: 'l', label: { 'zh-CN': '贴标签', 'zh-TW': '貼標籤', en: 'Labels' } },
    {
      id: 'conversation.close',
      combo: 'e',
      label: { 'zh-CN': '结束会话', 'zh-TW': '結束對話', en: 'End conversation' },
    },
    {
      id: 'conversation.list',
      combo: '[',
      label: { 'zh-CN': '收起或展开列表', 'zh-TW': '收合或展開列表', en: 'Toggle list' },
    },
    {
      id: 'conversation.side',
      combo: ']',
      label: { 'zh-CN': '收起或展开客户资料', 'zh-TW': '收合或展開客戶資料', en: 'Toggle customer panel' },
    },
    {
      id: 'conversation.go',
      combo: 'g i',
      to: '/inbox',
      label: { 'zh-CN': '去会话', 'zh-TW': '前往對話', en: 'Go to inbox' },
    },
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

export default module;
