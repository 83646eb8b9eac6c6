import type { Seed } from '@innerloop/core';
import { InvalidOptionError } from '@innerloop/core';
import { between } from '../random/between.js';
import type { CurveSizeOptions, Interval } from './curve-size.js';
import { curveSize, interval } from './curve-size.js';
import type { CurveSource, Points } from './curve-source.js';
import { curveSource } from './curve-source.js';

export interface PolynomialsOptions extends CurveSizeOptions {
  /** Default 3: cubics. */
  readonly degree?: number | undefined;
  /** Where coefficients are drawn from, uniformly. Default [−1, 1]. */
  readonly coefficients?: Interval | undefined;
  /** Where inputs are drawn from, uniformly. Default [−3, 3]. */
  readonly range?: Interval | undefined;
  /** Whether an input also has the coefficients of its task, the lowest power first: what an oracle sees. Default false. */
  readonly told?: boolean | undefined;
}

/** `Σ c_k x^k`, the lowest power first. */
const valueAt = (coefficients: readonly number[], x: number): number =>
  coefficients.reduceRight((value, coefficient) => value * x + coefficient, 0);

/**
 * Regression onto polynomials, `y = Σ_k c_k x^k` without noise: each task has its own coefficients.
 *
 * Episodes are x `[T, n, 1]`, or `[T, n, degree + 2]` where inputs are told the coefficients, and y `[T, n, 1]`, float32; default 40 support
 * and 40 query points. Support and query have streams of their own: each is the same whatever the size of the other.
 *
 * @throws InvalidOptionError if the degree is no whole number, an interval is not two finite numbers in order, or a size is no whole number
 * @see Finn & Levine 2018, "Meta-Learning and Universality", arXiv:1710.11622, §7.2, where the degree is 3 and a task has 40 points
 */
export function polynomials(options: PolynomialsOptions = {}): CurveSource {
  const where = 'polynomials';
  const { degree = 3, told = false } = options;
  if (!Number.isInteger(degree) || degree < 0)
    throw new InvalidOptionError(`${where}: degree must be a whole number of at least 0, got ${degree}.`);
  const [low, high] = interval(where, 'coefficients', options.coefficients ?? [-1, 1]);
  const [from, to] = interval(where, 'range', options.range ?? [-3, 3]);
  const points = (seed: Seed, coefficients: readonly number[], count: number): Points => {
    const next = seed.numbers();
    const inputs = Array.from({ length: count }, () => between(next, from, to));
    return {
      x: told ? inputs.flatMap((x) => [x, ...coefficients]) : inputs,
      y: inputs.map((x) => valueAt(coefficients, x)),
    };
  };
  return curveSource({
    name: told ? 'polynomials, told' : 'polynomials',
    width: told ? degree + 2 : 1,
    size: curveSize(where, options, { shots: [40, 40], queries: [40, 40] }),
    draw: (seed, { shots, queries }) => {
      const next = seed.numbers();
      const coefficients = Array.from({ length: degree + 1 }, () => between(next, low, high));
      return {
        support: points(seed.fold('support'), coefficients, shots),
        query: points(seed.fold('query'), coefficients, queries),
      };
    },
  });
}
