import type { Spoken } from '../../lib/module/spoken';

export const frameCommands: Spoken[] = [
  {
    id: 'frame.palette',
    label: { 'zh-CN': '搜索与命令', 'zh-TW': '搜尋與指令', en: 'Search and commands' },
    combo: 'mod+k',
    typing: true,
  },
  { id: 'frame.search', label: { 'zh-CN': '搜索', 'zh-TW': '搜尋', en: 'Search' }, combo: '/' },
  { id: 'frame.help', label: { 'zh-CN': '快捷键一览', 'zh-TW': '快速鍵一覽', en: 'Keyboard shortcuts' }, combo: '?' },
];
