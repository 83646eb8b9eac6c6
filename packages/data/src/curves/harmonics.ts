import { InvalidOptionError } from '@innerloop/core';
import { randomNumbers } from '../functions/random-numbers.js';
import type { CurveSizeOptions, Interval } from './curve-size.js';
import { curveSize, interval } from './curve-size.js';
import type { CurveSource } from './curve-source.js';
import { curveSource, divided } from './curve-source.js';

export interface HarmonicsOptions extends CurveSizeOptions {
  /** Sines of a curve: K. Default 2. */
  readonly terms?: number | undefined;
  /** Where ω is drawn from, uniformly, in radians a unit of x. Default [5, 7]. */
  readonly frequency?: Interval | undefined;
  /** Deviation of the amplitudes, which are normal with mean 0. Default 1. */
  readonly amplitude?: number | undefined;
  /** Where the centre of a task's inputs is drawn from, uniformly. Default [−4, 4]. */
  readonly centre?: Interval | undefined;
  /** Deviation of inputs around their centre; they are normal. Default 1. */
  readonly spread?: number | undefined;
  /** Deviation of the noise of the targets. Default 0.1. */
  readonly noise?: number | undefined;
}

/**
 * Regression onto sums of sines: `y = Σ_k a_k sin(k ω x + b_k) + ε`, k = 1 … K, with `a_k ~ N(0, amplitude²)`, `b_k ~ U(0, 2π)`, and `ω` of each
 * task. Inputs of a task are normal around a centre of its own, so that tasks are seen at different places.
 *
 * Episodes are x `[T, n, 1]` and y `[T, n, 1]`, float32; default 10 support and 10 query points. Fewer shots are the first ones of more.
 *
 * @throws InvalidOptionError if an interval is not two finite numbers in order, a deviation is negative, or a count is no whole number
 * @see Lacoste et al. 2018, "Uncertainty in Multitask Transfer Learning", arXiv:1806.07528, whose curves have two sines
 */
export function harmonics(options: HarmonicsOptions = {}): CurveSource {
  const where = 'harmonics';
  const { terms = 2, amplitude = 1, spread = 1, noise = 0.1 } = options;
  const frequency = interval(where, 'frequency', options.frequency ?? [5, 7]);
  const centre = interval(where, 'centre', options.centre ?? [-4, 4]);
  if (!Number.isInteger(terms) || terms < 1)
    throw new InvalidOptionError(`${where}: terms must be a whole number of at least 1, got ${terms}.`);
  for (const [name, value] of Object.entries({ amplitude, spread, noise })) {
    if (!Number.isFinite(value) || value < 0)
      throw new InvalidOptionError(
        `${where}: ${name} must be a finite number of at least 0, got ${value}. It is a deviation.`,
      );
  }
  return curveSource({
    name: 'harmonics',
    size: curveSize(where, options, { shots: [10, 10], queries: [10, 10] }),
    draw: (seed, { shots, queries }) => {
      const random = randomNumbers(seed);
      const speed = random.uniform(...frequency);
      const place = random.uniform(...centre);
      const sines = Array.from({ length: terms }, (_, k) => {
        const [height, phase] = [random.normal(0, amplitude), random.uniform(0, 2 * Math.PI)];
        return (x: number): number => height * Math.sin((k + 1) * speed * x + phase);
      });
      const points = Array.from({ length: shots + queries }, () => {
        const x = random.normal(place, spread);
        return { x, y: sines.reduce((sum, sine) => sum + sine(x), 0) + random.normal(0, noise) };
      });
      return divided(
        points.map(({ x }) => x),
        points.map(({ y }) => y),
        shots,
      );
    },
  });
}
