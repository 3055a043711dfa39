import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const server = process.env.TIEXIN_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  root: 'desk',
  base: '/',
  plugins: [react()],
  build: {
    outDir: '../dist/desk',
    emptyOutDir: true,
    target: 'es2022',
    manifest: true,
    // The policy served with the page allows no inline scripts, and data:
    // images only where a user's own picture is shown.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      output: {
        // What nearly every page imports travels as one file: forty crumbs of
        // it pack worse together than their sum, and each is a round trip.
        codeSplitting: {
          groups: [
            {
              name: 'base',
              test: /node_modules\/(react|react-dom|scheduler|@tanstack|zustand)\/|\/web\/(lib\/[^/]+|ui)\/[^/]+\.tsx?$/,
              minShareCount: 4,
            },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': { target: server, ws: true }, '/widget': server } },
});
