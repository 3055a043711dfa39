import type { Translate } from '../../../../lib/i18n/i18n';

/** "8秒", "3分钟", "4分12秒", "1小时05分". */
export function duration(seconds: number | null | undefined, t: Translate): string {
  if (seconds === null || seconds === undefined) return '–';
  const whole = Math.round(seconds);
  const pad = (n: number) => String(n).padStart(2, '0');
  if (whole < 60) return t('seconds', { s: whole });
  if (whole < 3600 && whole % 60 === 0) return t('even', { m: whole / 60 });
  if (whole < 3600) return t('minutes', { m: Math.floor(whole / 60), s: pad(whole % 60) });
  return t('hours', { h: Math.floor(whole / 3600), m: pad(Math.floor((whole % 3600) / 60)) });
}

export function percent(share: number | null | undefined): string {
  return share === null || share === undefined ? '–' : `${(share * 100).toFixed(1)}%`;
}

/** Hundredths of a percent, as the Pareto counts them. */
export function hundredths(n: number): string {
  return `${(n / 100).toFixed(1)}%`;
}
