import { leastSquares } from './double-solve.js';

export interface PosteriorGiven {
  /** `[n, features]`, to which a constant 1 is added. */
  readonly x: readonly (readonly number[])[];
  readonly y: readonly number[];
  readonly at: readonly (readonly number[])[];
  readonly wanted: readonly number[];
  readonly variance: number;
  readonly noise: number;
}

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
const withOne = (row: readonly number[]): number[] => [...row, 1];

/**
 * Bayesian linear regression in double precision: predictive mean, variance, and the mean surprise of `wanted`. By least squares of the
 * stacked system `[s Φᵀ; σ I] c ≈ [s φ; 0]`, whose condition is the root of that of the normal equations.
 */
export function posteriorReference({ x, y, at, wanted, variance, noise }: PosteriorGiven) {
  const [rows, asked] = [x.map(withOne), at.map(withOne)];
  const [s, sigma] = [Math.sqrt(variance), Math.sqrt(noise)];
  const width = asked[0]!.length;
  const stacked = Array.from({ length: width + rows.length }, (_, i) =>
    rows.map((row, j) => (i < width ? s * row[i]! : Number(i - width === j) * sigma)),
  );
  const found = asked.map((q) => leastSquares(stacked, [...q.map((value) => s * value), ...rows.map(() => 0)]));
  const mean = found.map(({ solution }) => dot(solution, y));
  const spread = found.map(({ residual }) => residual + noise);
  const losses = wanted.map((t, i) => (Math.log(2 * Math.PI * spread[i]!) + (t - mean[i]!) ** 2 / spread[i]!) / 2);
  return { mean, variance: spread, loss: losses.reduce((sum, value) => sum + value, 0) / losses.length };
}
