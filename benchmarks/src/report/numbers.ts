import type { Spread } from '../statistics/spread.js';

/** Three figures, without an exponent: 0.297, 11.5, 2763. */
export function shown(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(digits, 4));
}

export const shownSpread = ({ median, min, max }: Spread): string =>
  Number.isFinite(median) ? `${shown(median)} (${shown(min)}–${shown(max)})` : '–';
