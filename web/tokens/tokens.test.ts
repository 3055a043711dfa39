import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { render } from '../scripts/tokens.mjs';
import { dark, light } from './antd-theme';
import tokens from './tokens.json';

function luminance(hex: string): number {
  const part = (from: number) => {
    const v = Number.parseInt(hex.slice(from, from + 2), 16) / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
}

function contrast(a: string, b: string): number {
  const [hi, lo] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (hi + 0.05) / (lo + 0.05);
}

describe('tokens', () => {
  for (const theme of ['light', 'dark'] as const) {
    for (const [ink, ground] of tokens.pairs as [string, string][]) {
      it(`${theme}: ${ink} on ${ground} reaches 4.5`, () => {
        const set = tokens[theme] as Record<string, string>;
        expect(contrast(set[ink] ?? '', set[ground] ?? '')).toBeGreaterThanOrEqual(4.5);
      });
    }
    it(`${theme}: control edges reach 3 on sheet`, () => {
      expect(contrast(tokens[theme].edge, tokens[theme].sheet)).toBeGreaterThanOrEqual(3);
    });
  }

  it('generated files match tokens.json', () => {
    const out = render(tokens);
    expect(readFileSync('tokens/tokens.css', 'utf8')).toBe(out.css);
    expect(readFileSync('tokens/antd-theme.ts', 'utf8')).toBe(out.ts);
  });
});

const files = (folders: string[], ends: RegExp) =>
  folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => ends.test(name) && !name.includes('.test.'))
      .map((name) => `${folder}/${name}`),
  );

it('stacks everything by one scale', () => {
  const sheets = files(['desk', 'ui'], /\.css$/);
  expect(sheets.length).toBeGreaterThan(10);
  const own = sheets.flatMap((sheet) =>
    [...readFileSync(sheet, 'utf8').matchAll(/z-index:\s*([^;]+);/g)]
      // Within one table cells lie over cells.
      .filter(
        ([, value]) =>
          !/^var\(--z-(sticky|offer|menu|drawer|dialog|popup|toast)\)( !important)?$|^[12]$/.test(value ?? ''),
      )
      .map(([rule]) => `${sheet}: ${rule}`),
  );
  expect(own).toEqual([]);
});

it('leaves layers to the sheets', () => {
  const scripts = files(['desk', 'ui', 'lib'], /\.tsx?$/);
  expect(scripts.length).toBeGreaterThan(100);
  expect(scripts.filter((file) => /zIndex|z-index/i.test(readFileSync(file, 'utf8')))).toEqual([]);
});

it('gives antd the same scale', () => {
  const { layer } = tokens;
  const order = ['sticky', 'offer', 'menu', 'drawer', 'dialog', 'toast'] as const;
  expect(order.map((name) => layer[name])).toEqual(['10', '20', '30', '40', '50', '60']);
  // 100 is what antd adds for a drawer or a dialog.
  expect(light.zIndexPopupBase + 100).toBe(Number(layer.drawer));
  expect(dark.zIndexPopupBase).toBe(light.zIndexPopupBase);
  const own = readFileSync('desk/frame/layers.css', 'utf8');
  const named = [
    ...readFileSync('node_modules/antd/dist/antd.css', 'utf8').matchAll(/--ant-([a-z-]+)-z-index-popup:/g),
  ].map(([, name]) => name ?? '');
  const used = {
    'date-picker': 'picker',
    select: 'select-dropdown',
    popconfirm: 'popover',
    mentions: 'mentions-dropdown',
    menu: 'menu-submenu-popup',
  };
  // Not used here, or of the page itself.
  const rest = ['affix', 'image', 'tabs', 'tour'];
  for (const name of new Set(named)) {
    if (!rest.includes(name)) expect(own, name).toContain(`.ant-${used[name as keyof typeof used] ?? name}`);
  }
});
