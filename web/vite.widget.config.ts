import { defineConfig } from 'vite';

// One classic script for foreign pages: no modules, no hashed name, no
// polyfills, its styles inside.
export default defineConfig({
  root: 'widget',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../dist',
    emptyOutDir: false,
    copyPublicDir: false,
    target: 'es2020',
    lib: { entry: 'widget.tsx', formats: ['iife'], name: 'TiexinWidget', fileName: () => 'widget.js' },
  },
});
