import { extentOf } from './extent.js';
/** A value at an iteration. */
export interface Measurement {
  readonly iteration: number;
  readonly value: number;
}

/** How many places a curve is drawn at, at most: more are not seen, and make the page heavy. */
const PLACES = 300;

const finite = (series: readonly Measurement[]): readonly Measurement[] =>
  series.filter(({ value }) => Number.isFinite(value));

/** The window of `smooth`, in measurements: a fortieth of the series, odd. */
export const smoothingWindow = (count: number): number => 2 * Math.floor(count / 80) + 1;

/** The centred running mean over `smoothingWindow` measurements, or those of them that there are near the ends. */
export function smooth(series: readonly Measurement[]): Measurement[] {
  const points = finite(series);
  const half = (smoothingWindow(points.length) - 1) / 2;
  const sums = [0];
  for (const { value } of points) sums.push((sums.at(-1) as number) + value);
  return points.map(({ iteration }, i) => {
    const [from, to] = [Math.max(0, i - half), Math.min(points.length, i + half + 1)];
    return { iteration, value: ((sums[to] as number) - (sums[from] as number)) / (to - from) };
  });
}

/** At most `PLACES` of the measurements, evenly spread, first and last among them. */
export function sampled(series: readonly Measurement[]): readonly Measurement[] {
  if (series.length <= PLACES) return series;
  const stride = (series.length - 1) / (PLACES - 1);
  return Array.from({ length: PLACES }, (_, i) => series[Math.round(i * stride)] as Measurement);
}

/** The lowest and the highest of each stretch, so that a thinned curve keeps its outline. */
export function outline(series: readonly Measurement[]): readonly Measurement[] {
  const points = finite(series);
  if (points.length <= 2 * PLACES) return points;
  const length = Math.ceil(points.length / PLACES);
  return Array.from({ length: Math.ceil(points.length / length) }, (_, i) =>
    points.slice(i * length, (i + 1) * length),
  ).flatMap((stretch) => {
    const byValue = stretch.toSorted((left, right) => left.value - right.value);
    const ends = [byValue[0], byValue.at(-1)] as [Measurement, Measurement];
    return ends.sort((left, right) => left.iteration - right.iteration);
  });
}

/** A logarithmic axis where positive values span more than one and a half decades, a linear one otherwise. */
export function scaleOf(series: readonly Measurement[]): 'log' | 'linear' {
  const [low, high] = extentOf(series.map(({ value }) => value));
  return low > 0 && high / low > 30 ? 'log' : 'linear';
}
