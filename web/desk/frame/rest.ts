import type { Module } from '../../lib/module/module';
import { addIcons } from '../../ui/Icon';
import { moreIcons } from '../../ui/icons';

addIcons(moreIcons);

// Every module's manifest, and with them the addresses of all pages. One file of
// its own: it comes beside the first page and not before it.
const found = import.meta.glob<Module>('../modules/*/module.ts', { eager: true, import: 'default' });

const more: Module = {
  name: 'more',
  texts: {
    'zh-CN': () => import('./more/zh-CN.json'),
    'zh-TW': () => import('./more/zh-TW.json'),
    en: () => import('./more/en.json'),
  },
  slots: { 'frame.settings': () => import('./SettingsLayout') },
};

export const rest: Module[] = [...Object.values(found), more];
