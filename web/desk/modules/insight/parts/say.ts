import type { Translate } from '../../../../lib/i18n/i18n';

/** "8 秒", "3 分钟", "4 分 12 秒", "1 小时 5 分", "2 小时": spaced and unpadded, as everywhere in the desk. */
export function duration(seconds: number | null | undefined, t: Translate): string {
  if (seconds === null || seconds === undefined) return '–';
  const whole = Math.round(seconds);
  if (whole < 60) return t('seconds', { s: whole });
  if (whole < 3600 && whole % 60 === 0) return t('even', { m: whole / 60 });
  if (whole < 3600) return t('minutes', { m: Math.floor(whole / 60), s: whole % 60 });
  const h = Math.floor(whole / 3600);
  const m = Math.floor((whole % 3600) / 60);
  return m === 0 ? t('evenHours', { h }) : t('hours', { h, m });
}

export function percent(share: number | null | undefined): string {
  return share === null || share === undefined ? '–' : `${(share * 100).toFixed(1)}%`;
}

/** Hundredths of a percent, as the Pareto counts them. */
export function hundredths(n: number): string {
  return `${(n / 100).toFixed(1)}%`;
}
