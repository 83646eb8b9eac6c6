import { seed } from '@innerloop/core';
import type { Seed, Shape } from '@innerloop/core';
import * as fc from 'fast-check';

/** Lengths of the axes that a broadcast could take for one another. */
export interface AxisSizes {
  readonly tasks: number;
  readonly rows: number;
  readonly classes: number;
}

/**
 * Numbers of tasks, rows and classes: all equal, where a missing comparison of ranks broadcasts to a wrong number in silence, or distinct
 * primes, where it throws. Both kinds come up equally often.
 */
export function taskSizes(): fc.Arbitrary<AxisSizes> {
  const equal = fc.integer({ min: 2, max: 4 }).map((length) => ({ tasks: length, rows: length, classes: length }));
  const primes = fc
    .shuffledSubarray([2, 3, 5, 7], { minLength: 3, maxLength: 3 })
    .map(([tasks = 2, rows = 3, classes = 5]) => ({ tasks, rows, classes }));
  return fc.oneof(equal, primes);
}

/** Shapes of at most `maxRank` axes (default 3) of 1 to `maxLength` entries (default 4). */
export function shapes({
  maxRank = 3,
  maxLength = 4,
}: { readonly maxRank?: number; readonly maxLength?: number } = {}): fc.Arbitrary<Shape> {
  return fc.array(fc.integer({ min: 1, max: maxLength }), { maxLength: maxRank });
}

/** Keys of independent streams. */
export const seeds = (): fc.Arbitrary<Seed> => fc.integer({ min: 0, max: 2 ** 31 - 1 }).map((value) => seed(value));
