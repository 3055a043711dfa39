/** Colours derived from the one the organisation chose, all readable (WCAG AA). */
export interface Palette {
  brand: string;
  onBrand: string;
  /** The brand as text or line on the widget's sheets. */
  accentLight: string;
  accentDark: string;
  /** The visitor's own bubbles. */
  ownLight: string;
  ownDark: string;
}

export type Rgb = readonly [number, number, number];

const DEFAULT_BRAND: Rgb = [31, 111, 102];
const READABLE = 4.5;
const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];
/** Text drawn on the accent must read on the sunk ground too, the harder of the two. */
const LIGHT_GROUND: Rgb = [239, 236, 228];
const DARK_GROUND: Rgb = [38, 48, 46];
const LIGHT_SHEET: Rgb = [255, 253, 249];
const DARK_SHEET: Rgb = [27, 35, 34];

export function parseColour(text: string): Rgb | null {
  if (!/^#[\da-f]{6}$/i.test(text)) return null;
  return [1, 3, 5].map((at) => Number.parseInt(text.slice(at, at + 2), 16)) as unknown as Rgb;
}

function toHex(colour: Rgb): string {
  return `#${colour.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
}

function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

export function contrast(one: Rgb, other: Rgb): number {
  const share = (luminance(one) + 0.05) / (luminance(other) + 0.05);
  return Math.max(share, 1 / share);
}

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  return from.map((part, i) => part + ((to[i] ?? 0) - part) * share) as unknown as Rgb;
}

/** Moves the colour towards an end until it can be read on the ground. */
function readable(colour: Rgb, ground: Rgb, end: Rgb): Rgb {
  for (let share = 0; share < 1; share += 0.05) {
    const candidate = mix(colour, end, share);
    if (contrast(candidate, ground) >= READABLE) return candidate;
  }
  return end;
}

export function palette(text: string): Palette {
  const brand = parseColour(text) ?? DEFAULT_BRAND;
  // White is preferred as long as it can be read; one of the two always can.
  const onBrand = contrast(brand, WHITE) >= READABLE ? WHITE : BLACK;
  return {
    brand: toHex(brand),
    onBrand: toHex(onBrand),
    accentLight: toHex(readable(brand, LIGHT_GROUND, BLACK)),
    accentDark: toHex(readable(brand, DARK_GROUND, WHITE)),
    ownLight: toHex(mix(LIGHT_SHEET, brand, 0.14)),
    ownDark: toHex(mix(DARK_SHEET, brand, 0.26)),
  };
}
