import type { Shape, Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';

/** Lengths with the edges: one, and none at all. */
export const length: fc.Arbitrary<number> = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 4 }) },
  { weight: 1, arbitrary: fc.constant(0) },
);
export const positive: fc.Arbitrary<number> = fc.integer({ min: 1, max: 4 });

export const shape = (maxRank = 4, minRank = 0): fc.Arbitrary<number[]> =>
  fc.array(length, { minLength: minRank, maxLength: maxRank });
export const fullShape = (maxRank = 4, minRank = 0): fc.Arbitrary<number[]> =>
  fc.array(positive, { minLength: minRank, maxLength: maxRank });

/** Two shapes that broadcast to one another. */
export const shapePair: fc.Arbitrary<[number[], number[]]> = fullShape().chain((whole) =>
  fc.tuple(part(whole), part(whole)).map(([a, b]) => [a, b] as [number[], number[]]),
);

const part = (whole: readonly number[]): fc.Arbitrary<number[]> =>
  fc
    .tuple(fc.nat(whole.length), fc.array(fc.boolean(), { minLength: whole.length, maxLength: whole.length }))
    .map(([drop, ones]) => whole.map((size, axis) => (ones[axis] === true ? 1 : size)).slice(drop));

/** A stream of numbers in [−1, 1], the same for the same start. */
function stream(start: number): () => number {
  let state = (start * 2654435761) >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

const size = (of: Shape): number => of.reduce((product, axis) => product * axis, 1);

function filled(of: Shape, dtype: 'float32' | 'int32' | 'bool', element: (u: number) => number, start: number): Tensor {
  const next = stream(start + 1);
  return tf.tensor(
    Array.from({ length: size(of) }, () => element(next())),
    [...of],
    dtype,
  );
}

/** Multiples of ¼ from −3 to 3: ties, zeros and exact sums. */
export const quarters = (of: Shape, start = 0): Tensor => filled(of, 'float32', (u) => Math.round(u * 12) / 4, start);
/** Numbers in (−scale, scale) + centre. */
export const reals = (of: Shape, start = 0, scale = 3, centre = 0): Tensor =>
  filled(of, 'float32', (u) => centre + scale * u, start);
/** Whole numbers from `low` to `high`. */
export const integers = (of: Shape, start = 0, low = -5, high = 5): Tensor =>
  filled(of, 'int32', (u) => Math.min(high, low + Math.floor(((u + 1) / 2) * (high - low + 1))), start);
export const truths = (of: Shape, start = 0): Tensor => filled(of, 'bool', (u) => Number(u > 0), start);
