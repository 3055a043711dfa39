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

// One classic script for foreign pages: no modules, no hashed name, no
// polyfills, its styles inside. With `--mode waiting`, what is said
// about waiting, which the first one loads when there is something to say.
export default defineConfig(({ mode }) => ({
  root: 'widget',
  plugins: mode === 'waiting' ? [] : [sampleSite()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../dist',
    emptyOutDir: false,
    copyPublicDir: false,
    target: 'es2020',
    lib:
      mode === 'waiting'
        ? { entry: 'waiting/part.tsx', formats: ['iife'], name: 'TiexinWaiting', fileName: () => 'widget-waiting.js' }
        : { entry: 'widget.tsx', formats: ['iife'], name: 'TiexinWidget', fileName: () => 'widget.js' },
  },
}));
