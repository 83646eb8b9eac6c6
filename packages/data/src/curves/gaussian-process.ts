import { InvalidOptionError } from '@innerloop/core';
import { randomNumbers } from '../functions/random-numbers.js';
import type { CurveSizeOptions, Interval } from './curve-size.js';
import { curveSize, interval } from './curve-size.js';
import type { CurveSource } from './curve-source.js';
import { curveSource, divided } from './curve-source.js';

export interface GaussianProcessOptions extends CurveSizeOptions {
  /** ℓ of the kernel, in units of x, drawn uniformly for each curve. Default [0.4, 0.4]. */
  readonly lengthScale?: Interval | undefined;
  /** σ_f, the deviation of the curve at a point, drawn uniformly for each curve. Default [1, 1]. */
  readonly deviation?: Interval | undefined;
  /** Deviation of the noise of the targets. Default 0.02. */
  readonly noise?: number | undefined;
  /** Where inputs are drawn from, uniformly. Default [−2, 2]. */
  readonly range?: Interval | undefined;
}

/**
 * Regression onto curves of a Gaussian process: `y = f(x) + ε`, `f ~ GP(0, k)`, `k(x, x') = σ_f² exp(−½ ((x − x') / ℓ)²)`,
 * `ε ~ N(0, noise²)`. Support and query of a task are of one curve, drawn from their joint distribution.
 *
 * Episodes are x `[T, n, 1]` and y `[T, n, 1]`, float32. Defaults are the settings of the neural processes' released code: 3 to 9 support
 * and 2 to 9 query points, one number of each for all tasks of a batch, from the seed of its first task. Points are drawn one after
 * the other: a task's support is the same whatever the number of queries, and fewer shots are the first ones of more.
 *
 * @throws InvalidOptionError if an interval is not two finite numbers in order, ℓ is 0, the noise is not positive, or a size is no whole number
 * @see Garnelo et al. 2018, "Conditional Neural Processes", arXiv:1807.01613, §4.1; for random ℓ and σ_f Kim et al. 2019, "Attentive Neural
 *   Processes", arXiv:1901.05761: its code draws them from [0.1, 0.6] and [0.1, 1]
 */
export function gaussianProcess(options: GaussianProcessOptions = {}): CurveSource {
  const where = 'gaussianProcess';
  const { noise = 0.02 } = options;
  const lengthScale = interval(where, 'lengthScale', options.lengthScale ?? [0.4, 0.4], Number.MIN_VALUE);
  const deviation = interval(where, 'deviation', options.deviation ?? [1, 1], 0);
  const range = interval(where, 'range', options.range ?? [-2, 2]);
  if (!Number.isFinite(noise) || noise <= 0) {
    throw new InvalidOptionError(
      `${where}: noise must be a positive finite number, got ${noise}. It is a deviation, and keeps the covariance of near points invertible.`,
    );
  }
  return curveSource({
    name: 'gaussian-process',
    size: curveSize(where, options, { shots: [3, 9], queries: [2, 9] }),
    draw: (seed, { shots, queries }) => {
      const random = randomNumbers(seed);
      const drawn = ([from, to]: Interval): number => (from === to ? from : random.uniform(from, to));
      const [length, scale] = [drawn(lengthScale), drawn(deviation)];
      const points = Array.from({ length: shots + queries }, () => ({
        x: random.uniform(...range),
        z: random.normal(),
      }));
      const x = points.map((point) => point.x);
      const kernel = (a: number, b: number): number => scale ** 2 * Math.exp(-0.5 * ((a - b) / length) ** 2);
      const z = points.map((point) => point.z);
      return divided(x, correlated(x, z, kernel, noise), shots);
    },
  });
}

/** `L z` with `L Lᵀ = K + noise² I`, row after row: entry i hangs on the points up to i alone. */
function correlated(
  x: readonly number[],
  z: readonly number[],
  kernel: (a: number, b: number) => number,
  noise: number,
): readonly number[] {
  const rows: number[][] = [];
  for (const [i, at] of x.entries()) {
    const row: number[] = [];
    for (const [j, other] of rows.entries()) {
      row.push((kernel(at, x[j] as number) - dot(row, other, j)) / (other[j] as number));
    }
    // What the earlier points leave open is at least the noise, but for rounding.
    row.push(Math.sqrt(Math.max(kernel(at, at) + noise ** 2 - dot(row, row, i), noise ** 2)));
    rows.push(row);
  }
  return rows.map((row) => dot(row, z, row.length));
}

function dot(one: readonly number[], other: readonly number[], count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i += 1) sum += (one[i] as number) * (other[i] as number);
  return sum;
}
