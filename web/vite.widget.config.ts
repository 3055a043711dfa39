import { cpSync } from 'node:fs';
import { defineConfig, type Plugin } from 'vite';

/** The sample site is plain files; a strict content policy wants them apart. */
function sampleSite(): Plugin {
  return {
    name: 'sample-site',
    closeBundle() {
      for (const file of ['demo.html', 'demo.css', 'demo.js']) {
        cpSync(new URL(`widget/demo/${file}`, import.meta.url), new URL(`dist/widget-demo/${file}`, import.meta.url));
      }
    },
  };
}

const PARTS: Record<string, string> = {
  waiting: 'waiting/part.tsx',
  extras: 'extras/part.tsx',
  phone: 'phone/part.tsx',
  en: 'i18n/part-en.ts',
  'zh-TW': 'i18n/part-zh-TW.ts',
};

// One classic script for foreign pages: no modules, no hashed name, no
// polyfills, its styles inside. With `--mode` and the name of a part, what the
// first one loads when it is wanted; parts take the library from the window.
export default defineConfig(({ mode }) => {
  const part = PARTS[mode];
  const library = new URL('widget/kit-of-window.ts', import.meta.url).pathname;
  return {
    root: 'widget',
    plugins: part ? [] : [sampleSite()],
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    resolve: { alias: part ? [{ find: /^preact(\/.*)?$/, replacement: library }] : [] },
    build: {
      outDir: '../dist',
      emptyOutDir: false,
      copyPublicDir: false,
      target: 'es2020',
      // A number is shorter than a name for it.
      rolldownOptions: { optimization: { inlineConst: { mode: 'all' } } },
      lib: part
        ? { entry: part, formats: ['iife'], name: 'TiexinPart', fileName: () => `widget-${mode}.js` }
        : { entry: 'widget.tsx', formats: ['iife'], name: 'TiexinWidget', fileName: () => 'widget.js' },
    },
  };
});
