import type { Module } from '../../../lib/module/module';

// The keys themselves are at the door: the list obeys them from its first moment.
const module: Module = {
  name: 'conversation',
  labels: {
    'conversation.next': { 'zh-CN': '下一个会话', 'zh-TW': '下一則對話', en: 'Next conversation' },
    'conversation.previous': { 'zh-CN': '上一个会话', 'zh-TW': '上一則對話', en: 'Previous conversation' },
    'conversation.open': { 'zh-CN': '打开会话', 'zh-TW': '開啟對話', en: 'Open conversation' },
    'conversation.reply': { 'zh-CN': '写回复', 'zh-TW': '撰寫回覆', en: 'Reply' },
    'conversation.note': { 'zh-CN': '写内部备注', 'zh-TW': '撰寫內部備註', en: 'Internal note' },
    'conversation.claim': { 'zh-CN': '由我接待', 'zh-TW': '由我接手', en: 'Take this one' },
    'conversation.assign': { 'zh-CN': '转给同事', 'zh-TW': '轉給同事', en: 'Transfer' },
    'conversation.consult': { 'zh-CN': '记备注并 @同事', 'zh-TW': '記備註並 @同事', en: 'Note with @colleague' },
    'conversation.follow': { 'zh-CN': '关注', 'zh-TW': '關注', en: 'Follow' },
    'conversation.labels': { 'zh-CN': '贴标签', 'zh-TW': '貼標籤', en: 'Labels' },
    'conversation.close': { 'zh-CN': '结束会话', 'zh-TW': '結束對話', en: 'End conversation' },
    'conversation.list': { 'zh-CN': '收起或展开列表', 'zh-TW': '收合或展開列表', en: 'Toggle list' },
    'conversation.side': { 'zh-CN': '收起或展开客户资料', 'zh-TW': '收合或展開客戶資料', en: 'Toggle customer panel' },
    'conversation.go': { 'zh-CN': '去会话', 'zh-TW': '前往對話', en: 'Go to inbox' },
  },
};

export default module;
