import { describe, expect, it } from 'vitest';
import { contrast, palette, parseColour, type Rgb } from './colour';
import { dayLabel, sizeLabel } from './days';
import { EXTRA_TEXTS, extraTranslator } from './extras/texts';
import { fileFault } from './extras/uploads';
import { chooseLanguage, toLanguage, translator } from './i18n';
import { en } from './i18n/en';
import { zhCN } from './i18n/zh-CN';
import { zhTW } from './i18n/zh-TW';
import { composing, type KeyPress, sends } from './keys';
import type { Language } from './protocol';

const TEXTS: Record<Language, Record<string, string>> = {
  'zh-CN': { ...zhCN, ...EXTRA_TEXTS['zh-CN'] },
  'zh-TW': { ...zhTW, ...EXTRA_TEXTS['zh-TW'] },
  en: { ...en, ...EXTRA_TEXTS.en },
};

describe('texts', () => {
  const source = TEXTS['zh-CN'];
  const holes = (text = '') => (text.match(/\{\w+\}/g) ?? []).sort();

  it.each(Object.entries(TEXTS))('%s has every text, with the same values', (_, texts) => {
    expect(Object.keys(texts).sort()).toEqual(Object.keys(source).sort());
    for (const key of Object.keys(source)) {
      expect(texts[key]?.trim(), key).toBeTruthy();
      expect(holes(texts[key]), key).toEqual(holes(source[key]));
    }
  });

  it('addresses the visitor as 您 and keeps Taiwan words apart', () => {
    for (const language of ['zh-CN', 'zh-TW'] as const) {
      for (const text of Object.values(TEXTS[language])) expect(text).not.toMatch(/你/);
    }
    for (const text of Object.values(TEXTS['zh-TW'])) expect(text).not.toMatch(/[网络务发这会显]|信息|文件|在线|消息/);
  });

  it('fills in values and leaves unknown holes', () => {
    expect(translator(zhCN)('launcher_unread', { n: 3 })).toBe('在线客服，3 条未读消息');
    expect(translator(en)('typing', {})).toBe('{name} is typing…');
  });

  it('chooses the nearest language', () => {
    expect(['zh', 'zh-Hans-SG', 'zh-Hant', 'zh-HK', 'en-GB', 'fr'].map(toLanguage)).toEqual([
      'zh-CN',
      'zh-CN',
      'zh-TW',
      'zh-TW',
      'en',
      null,
    ]);
    expect(chooseLanguage([undefined, null, '', 'fr', 'zh-TW'])).toBe('zh-TW');
    expect(chooseLanguage([null, 'fr'])).toBe('en');
    expect(chooseLanguage([])).toBe('zh-CN');
  });
});

describe('enter', () => {
  const press = (more: Partial<KeyPress> = {}): KeyPress => ({
    key: 'Enter',
    shiftKey: false,
    altKey: false,
    isComposing: false,
    keyCode: 13,
    ...more,
  });

  it('sends, unless it ends a line or picks a candidate', () => {
    expect(sends(press())).toBe(true);
    expect(sends(press({ shiftKey: true }))).toBe(false);
    expect(sends(press({ isComposing: true }))).toBe(false);
    expect(sends(press({ keyCode: 229 }))).toBe(false);
    expect(sends(press({ key: 'a' }))).toBe(false);
  });

  it('leaves Escape to the input method too', () => {
    expect(composing(press({ key: 'Escape', keyCode: 229 }))).toBe(true);
  });
});

describe('colour', () => {
  const rgb = (text: string) => parseColour(text) as Rgb;

  it('keeps every pair readable whatever colour was chosen', () => {
    const inks = { light: rgb('#23302e'), dark: rgb('#e6ece9') };
    const steps = ['00', '33', '66', '99', 'cc', 'ff'];
    for (const red of steps) {
      for (const green of steps) {
        for (const blue of steps) {
          const colours = palette(`#${red}${green}${blue}`);
          const pairs: Array<[string, string]> = [
            [colours.onBrand, colours.brand],
            [colours.accentLight, '#fffdf9'],
            [colours.accentLight, '#efece4'],
            [colours.accentDark, '#1b2322'],
            [colours.accentDark, '#26302e'],
          ];
          for (const [one, other] of pairs) expect(contrast(rgb(one), rgb(other))).toBeGreaterThanOrEqual(4.49);
          expect(contrast(inks.light, rgb(colours.ownLight))).toBeGreaterThanOrEqual(4.5);
          expect(contrast(inks.dark, rgb(colours.ownDark))).toBeGreaterThanOrEqual(4.5);
        }
      }
    }
  });

  it('falls back to the house colour', () => {
    for (const text of ['', 'red', '#12', '#zzzzzz', 'url(x)', '#FA0']) expect(palette(text).brand).toBe('#1f6f66');
  });
});

describe('files', () => {
  const t = extraTranslator('zh-CN');
  const limits = { max_file_bytes: 1024 * 1024 };

  it('says what is wrong before anything is sent', () => {
    expect(fileFault({ name: 'a.png', size: 9 }, limits, t)).toBeNull();
    expect(fileFault({ name: 'a.png', size: 0 }, limits, t)).toContain('空文件');
    expect(fileFault({ name: 'a.png', size: 3 * 1024 * 1024 }, limits, t)).toContain('3 MB');
  });
});

describe('days', () => {
  const words = { today: '今天', yesterday: '昨天' };
  const at = (year: number, month: number, day: number, hour = 12) => new Date(year, month - 1, day, hour);
  const label = (date: Date, now: Date) => dayLabel(date.toISOString(), now, 'zh-CN', words);

  it('names days the way people do', () => {
    const now = at(2026, 3, 12, 0);
    expect(label(at(2026, 3, 12, 23), now)).toBe('今天');
    expect(label(at(2026, 3, 11, 1), now)).toBe('昨天');
    expect(label(at(2026, 3, 1), now)).toBe('3月1日');
    expect(label(at(2025, 12, 31), now)).toBe('2025年12月31日');
  });

  it('shows sizes short', () => {
    expect([10, 2048, 20 * 1024 * 1024, 1.5 * 1024 * 1024].map(sizeLabel)).toEqual(['10 B', '2 KB', '20 MB', '1.5 MB']);
  });
});
