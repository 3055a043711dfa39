import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const server = process.env.TIEXIN_URL ?? 'http://127.0.0.1:8080';

const at = (path: string) => fileURLToPath(new URL(`desk/${path}`, import.meta.url));
const SHELL = [at('main.tsx')];
const INBOX = [at('modules/conversation/pages/InboxPage.tsx'), at('modules/conversation/state/desk.ts')];

type Look = { getModuleInfo(id: string): { importedIds: readonly string[] } | null };

/** Everything that comes with these files without being asked for. */
function reach(roots: string[], look: Look): Set<string> {
  const seen = new Set<string>();
  const walk = (id: string) => {
    if (seen.has(id)) return;
    seen.add(id);
    for (const next of look.getModuleInfo(id)?.importedIds ?? []) walk(next);
  };
  for (const root of roots) walk(root);
  return seen;
}

// Lists of names through which the library hands out also what only later pages
// use, and those parts.
const LATER = /\/@tanstack\/[\w-]+\/.*\/(index|useQueries|queriesObserver|useMutation\w*|mutationObserver)\.js$/;

/** Groups what the roots bring with them, or of it what the path says. */
function groupOf(name: string, roots: string[], path = /./) {
  const known = new WeakMap<Look, Set<string>>();
  return (id: string, look: Look) => {
    let set = known.get(look);
    if (!set) {
      set = reach(roots, look);
      known.set(look, set);
    }
    return set.has(id) && path.test(id) && !LATER.test(id) ? name : null;
  };
}

/** Notes which of our files each chunk holds, for the check on what the shell carries. */
function inside(): Plugin {
  const web = fileURLToPath(new URL('.', import.meta.url));
  return {
    name: 'inside',
    generateBundle(_, bundle) {
      const held: Record<string, string[]> = {};
      for (const one of Object.values(bundle)) {
        if (one.type === 'chunk') held[one.fileName] = one.moduleIds.map((id) => id.replace(web, ''));
      }
      this.emitFile({ type: 'asset', fileName: '.vite/inside.json', source: JSON.stringify(held) });
    },
  };
}

export default defineConfig({
  root: 'desk',
  base: '/',
  plugins: [react(), inside()],
  // The shim is for Reacts before 18.
  resolve: { alias: [{ find: /^use-sync-external-store\/shim$/, replacement: 'react' }] },
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
        codeSplitting: {
          groups: [
            // What the first page needs travels as three files asked for together:
            // the libraries, the same from release to release, the shell, the inbox.
            // Crumbs of it would pack worse, and each is a round trip.
            { debugName: 'libraries', name: groupOf('libraries', SHELL, /\/node_modules\//), priority: 4 },
            { debugName: 'shell', name: groupOf('shell', SHELL), priority: 3 },
            { debugName: 'inbox', name: groupOf('inbox', INBOX), priority: 2 },
            // What many other pages share.
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
