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
// polyfills, its styles inside.
export default defineConfig({
  root: 'widget',
  plugins: [sampleSite()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../dist',
    emptyOutDir: false,
    copyPublicDir: false,
    target: 'es2020',
    lib: { entry: 'widget.tsx', formats: ['iife'], name: 'TiexinWidget', fileName: () => 'widget.js' },
  },
});
