// Byte budgets: gzip level 9, KiB. Bytes are gated instead of milliseconds
// because timings on shared machines swing threefold.
import { existsSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const dist = new URL('../dist/', import.meta.url);
const gz = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length / 1024;

/** Every chunk and catalogue that must arrive before the inbox is usable. */
const HOT = ['libraries', 'shell', 'inbox'];
const HOT_TEXTS = ['frame/i18n/zh-CN.json', 'modules/conversation/i18n/zh-CN.json'];

/** Of ours, the shell may hold these and no more: a module's door, and the inbox, which is the first page. */
const AT_HOME = [
  /^desk\/main\.tsx$/,
  /^desk\/frame\/(first|router|Shell|Rail|Strip|pages|commands|signout|texts)\.tsx?$/,
  /^desk\/frame\/frame\.css$/,
  /^desk\/modules\/\w+\/door\.ts$/,
  /^desk\/modules\/conversation\/(?!module)/,
  /^(lib|tokens)\//,
  /^ui\/(?!admin\/|icons\.ts)/,
];
/** Libraries that the first page does without. */
const ABROAD = /node_modules\/(antd|@ant-design|@rc-component|rc-[\w-]+|dayjs)\//;

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

/** The hot chunks' keys; one that is not there would make the shell look small. */
function hotKeys(manifest) {
  const named = HOT.map((name) =>
    Object.keys(manifest).find((key) => manifest[key].name === name && manifest[key].file.endsWith('.js')),
  );
  const keys = [...named, ...HOT_TEXTS];
  const gone = keys.findIndex((key) => !manifest[key]);
  if (gone >= 0) throw new Error(`size: ${[...HOT, ...HOT_TEXTS][gone]} is not among the chunks`);
  return keys;
}

/** What stands in the shell and has no business there. */
function strangers(chunks) {
  const inside = JSON.parse(readFileSync(new URL('desk/.vite/inside.json', dist), 'utf8'));
  return chunks
    .flatMap((chunk) => inside[chunk.file])
    .filter((id) =>
      /node_modules/.test(id)
        ? ABROAD.test(id)
        : /^(desk|lib|ui|tokens)\//.test(id) && !AT_HOME.some((one) => one.test(id)),
    )
    .filter((id) => !HOT_TEXTS.includes(id.replace(/^desk\//, '')));
}

const rows = [];
let over = false;
const manifestFile = new URL('desk/.vite/manifest.json', dist);
if (existsSync(manifestFile)) {
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'));
  const chunks = closure(manifest, hotKeys(manifest));
  const js = chunks.reduce((sum, chunk) => sum + gz(`desk/${chunk.file}`), 0);
  const styles = new Set(chunks.flatMap((chunk) => chunk.css ?? []));
  const css = [...styles].reduce((sum, file) => sum + gz(`desk/${file}`), 0);
  rows.push(['desk shell js', js, 140], ['desk shell css', css, 8]);
  for (const id of strangers(chunks)) {
    over = true;
    console.error(`size: ${id} is in the shell; load it with the page it serves`);
  }
}
const WIDGET = {
  widget: 26,
  'widget-waiting': 8,
  'widget-extras': 6,
  'widget-phone': 2,
  'widget-en': 2,
  'widget-zh-TW': 2,
};
for (const [name, limit] of Object.entries(WIDGET)) {
  if (existsSync(new URL(`${name}.js`, dist))) rows.push([name, gz(`${name}.js`), limit]);
}

if (rows.length === 0) over = true;
if (rows.length === 0) console.error('size: nothing built yet, run `npm run build`');
for (const [name, kib, limit] of rows) {
  const bad = kib > limit;
  over ||= bad;
  console.log(`${bad ? 'OVER' : 'ok  '} ${name.padEnd(16)} ${kib.toFixed(1)} of ${limit} KiB gz`);
}
process.exit(over ? 1 : 0);
