/** The middle of some values, of an even number the mean of the middle two; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[middle - 1], sorted[middle]];
  if (high === undefined) return Number.NaN;
  return sorted.length % 2 === 0 && low !== undefined ? (low + high) / 2 : high;
}

export type Spread = { readonly median: number; readonly min: number; readonly max: number };

export const spreadOf = (values: readonly number[]): Spread => ({
  median: median(values),
  min: Math.min(...values),
  max: Math.max(...values),
});

/**
 * How many times as fast one side is as a baseline, repetition by repetition: both were measured one right after the other, so what slows
 * the machine down for a while divides out. A side that was given fewer repetitions is compared in those.
 */
export function ratios(baseline: readonly number[], times: readonly number[]): readonly number[] {
  return times.slice(0, baseline.length).map((time, i) => (baseline[i] as number) / time);
}
