import { InvalidOptionError } from '@innerloop/core';
import type { Batch, Seed, TaskDistribution } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

export interface PolynomialsOptions {
  readonly degree?: number;
  readonly shots?: number;
  readonly queries?: number;
  /** Whether an input also has the coefficients of its task: what an oracle sees. Default false. */
  readonly told?: boolean;
}

const inputs = { from: -3, to: 3 };

/** `Σ c_k x^k`, the lowest power first. */
const valueAt = (coefficients: readonly number[], x: number): number =>
  coefficients.reduceRight((value, coefficient) => value * x + coefficient, 0);

/** Points of a task as rows `[x]`, or `[x, …coefficients]` for an oracle, and their targets. */
function points(seed: Seed, coefficients: readonly number[], count: number, told: boolean) {
  const next = seed.numbers();
  const rows = Array.from({ length: count }, () => inputs.from + (inputs.to - inputs.from) * next());
  return {
    x: rows.map((x) => (told ? [x, ...coefficients] : [x])),
    y: rows.map((x) => [valueAt(coefficients, x)]),
  };
}

type Points = ReturnType<typeof points>;

const batch = (tasks: readonly Points[]): Batch => ({
  x: tf.tensor3d(tasks.map(({ x }) => x)),
  y: tf.tensor3d(tasks.map(({ y }) => y)),
});

/**
 * Regression onto polynomials: coefficients uniform on [−1, 1], inputs on [−3, 3], no noise.
 *
 * @throws InvalidOptionError if a number is no positive integer
 * @see Finn & Levine 2018, arXiv:1710.11622, §7.2, where the degree is 3 and a task has 40 points
 */
export function polynomials(options: PolynomialsOptions = {}): TaskDistribution {
  const { degree = 3, shots = 40, queries = 40, told = false } = options;
  for (const [name, value] of Object.entries({ degree, shots, queries })) {
    if (!Number.isInteger(value) || value < 1)
      throw new InvalidOptionError(`polynomials: ${name} must be a positive integer, got ${value}.`);
  }
  const draw = (seed: Seed): { readonly support: Points; readonly query: Points } => {
    const next = seed.numbers();
    const coefficients = Array.from({ length: degree + 1 }, () => 2 * next() - 1);
    return {
      support: points(seed.fold('support'), coefficients, shots, told),
      query: points(seed.fold('query'), coefficients, queries, told),
    };
  };
  return {
    name: told ? 'polynomials, told' : 'polynomials',
    kind: 'regression',
    sample: ({ seed, tasks }) => {
      const drawn = Array.from({ length: tasks }, (_, task) => draw(seed.task(task)));
      return Promise.resolve({
        support: batch(drawn.map(({ support }) => support)),
        query: batch(drawn.map(({ query }) => query)),
      });
    },
  };
}
