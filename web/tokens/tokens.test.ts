import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { render } from '../scripts/tokens.mjs';
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

it('stacks everything by one scale', () => {
  const sheets = ['desk', 'ui'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.css'))
      .map((name) => `${folder}/${name}`),
  );
  expect(sheets.length).toBeGreaterThan(10);
  const own = sheets.flatMap((sheet) =>
    [...readFileSync(sheet, 'utf8').matchAll(/z-index:\s*([^;]+);/g)]
      // Within one table cells lie over cells.
      .filter(([, value]) => !/^var\(--z-(sticky|offer|menu|drawer|dialog|toast)\)$|^[12]$/.test(value ?? ''))
      .map(([rule]) => `${sheet}: ${rule}`),
  );
  expect(own).toEqual([]);
});
