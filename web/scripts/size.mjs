// Byte budgets: gzip level 9, KiB. Bytes are gated instead of milliseconds
// because timings on shared machines swing threefold.
import { existsSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const dist = new URL('../dist/', import.meta.url);
const gz = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length / 1024;

/** Every file that must arrive before the inbox is usable. */
const HOT = [
  'index.html',
  'frame/router.tsx',
  'modules/conversation/state/desk.ts',
  'modules/conversation/pages/InboxPage.tsx',
  'frame/i18n/zh-CN.json',
  'modules/conversation/i18n/zh-CN.json',
];

function closure(manifest, roots) {
  const seen = new Set();
  const walk = (key) => {
    const chunk = manifest[key];
    if (!chunk || seen.has(key)) return;
    seen.add(key);
    for (const next of chunk.imports ?? []) walk(next);
  };
  for (const root of roots) walk(root);
  return [...seen].map((key) => manifest[key]);
}

const rows = [];
const manifestFile = new URL('desk/.vite/manifest.json', dist);
if (existsSync(manifestFile)) {
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'));
  const chunks = closure(manifest, HOT);
  const js = chunks.reduce((sum, chunk) => sum + gz(`desk/${chunk.file}`), 0);
  const styles = new Set(chunks.flatMap((chunk) => chunk.css ?? []));
  const css = [...styles].reduce((sum, file) => sum + gz(`desk/${file}`), 0);
  rows.push(['desk shell js', js, 150], ['desk shell css', css, 8]);
}
const WIDGET = { widget: 26, 'widget-waiting': 8, 'widget-extras': 6, 'widget-en': 2, 'widget-zh-TW': 2 };
for (const [name, limit] of Object.entries(WIDGET)) {
  if (existsSync(new URL(`${name}.js`, dist))) rows.push([name, gz(`${name}.js`), limit]);
}

let over = rows.length === 0;
if (over) console.error('size: nothing built yet, run `npm run build`');
for (const [name, kib, limit] of rows) {
  const bad = kib > limit;
  over ||= bad;
  console.log(`${bad ? 'OVER' : 'ok  '} ${name.padEnd(16)} ${kib.toFixed(1)} of ${limit} KiB gz`);
}
process.exit(over ? 1 : 0);
