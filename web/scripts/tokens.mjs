// Writes tokens.css and antd-theme.ts from tokens.json, so that the two never
// drift apart. Run by hand after editing tokens.json; a test compares them.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('../tokens/', import.meta.url);

export function render(tokens) {
  const lines = (set) => Object.entries(set).map(([name, value]) => `  --${name}: ${value};`);
  const css = [
    '/* Generated from tokens.json by `npm run tokens`. */',
    ':root {',
    '  color-scheme: light;',
    `  --font: ${tokens.font};`,
    `  --num: ${tokens.num};`,
    `  --mono: ${tokens.mono};`,
    ...Object.entries(tokens.size).map(([name, value]) => `  --fs-${name}: ${value};`),
    ...Object.entries(tokens.layer).map(([name, value]) => `  --z-${name}: ${value};`),
    ...Object.entries(tokens.radius).map(([name, value]) => `  --r-${name}: ${value};`),
    ...lines(tokens.light),
    '}',
    '',
    // Taiwan draws many characters otherwise, and Chinese fonts make the
    // apostrophes of English as wide as a character.
    ...Object.entries(tokens.fonts).map(([lang, font]) => `:root:lang(${lang}) {\n  --font: ${font};\n}`),
    '',
    '[data-theme="dark"] {',
    '  color-scheme: dark;',
    ...lines(tokens.dark),
    '}',
    '',
  ].join('\n');
  const theme = (name) => {
    const set = tokens[name];
    const pick = (value) => set[value] ?? value;
    const token = {
      colorPrimary: pick(tokens.antd[name].colorPrimary),
      colorInfo: pick(tokens.antd[name].colorPrimary),
      colorLink: set.teal,
      colorError: set.red,
      colorWarning: set.amber,
      colorSuccess: set.teal,
      colorText: set.ink,
      colorTextSecondary: set['ink-2'],
      colorTextDescription: set['ink-3'],
      colorTextPlaceholder: set['ink-3'],
      colorBgBase: set.sheet,
      colorBgContainer: set.sheet,
      colorBgElevated: set.sheet,
      colorBgLayout: set.paper,
      colorBorder: set['line-strong'],
      colorBorderSecondary: set.line,
      borderRadius: 8,
      controlHeight: 34,
      fontSize: 14,
      fontFamily: 'var(--font)',
      // antd adds a hundred for what covers the page.
      zIndexPopupBase: Number(tokens.layer.drawer) - 100,
    };
    return JSON.stringify(token, null, 2)
      .replace(/"(\w+)": /g, '$1: ')
      .replace(/"/g, "'")
      .replace(/(['\d])\n/g, '$1,\n');
  };
  const ts = [
    '// Generated from tokens.json by `npm run tokens`.',
    '',
    `export const light = ${theme('light')} as const;`,
    '',
    `export const dark = ${theme('dark')} as const;`,
    '',
  ].join('\n');
  return { css, ts };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const out = render(JSON.parse(readFileSync(new URL('tokens.json', folder), 'utf8')));
  writeFileSync(new URL('tokens.css', folder), out.css);
  writeFileSync(new URL('antd-theme.ts', folder), out.ts);
}
