import type { Tensor } from '@innerloop/core';
import { differentiate, seed } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { reals } from '../record/support/tensors.js';
import type { Choices } from './operations.js';
import { operations } from './operations.js';

/** A random computation: of each operation which one, and what it chooses. */
export interface Expression {
  readonly shapes: readonly (readonly number[])[];
  readonly steps: readonly (readonly number[])[];
  readonly start: number;
}

const shape = fc.array(fc.constantFrom(1, 2, 3, 4, 5), { maxLength: 3 });

/** Inputs of shapes that often broadcast to one another, and up to `most` operations. */
export const expressions = (most: number): fc.Arbitrary<Expression> =>
  fc.record({
    shapes: fc.tuple(shape, shape).map(([a, b]) => [a, b, a.map((size, axis) => (axis % 2 === 0 ? 1 : size))]),
    steps: fc.array(fc.array(fc.nat(9999), { minLength: 5, maxLength: 5 }), { minLength: 1, maxLength: most }),
    start: fc.nat(1000),
  });

/** The inputs' values, all of them moved a little by `moved`. */
export const inputsOf = ({ shapes, start }: Expression, moved = 0): Tensor[] =>
  shapes.map((of, at) =>
    tf.tidy(() => tf.add(reals(of, start + at, 1.5), tf.mul(reals(of, start + at + 50, 1), moved))),
  );

function choices(pool: readonly Tensor[], picks: readonly number[]): Choices {
  let next = 0;
  const pick = (): number => picks[next++ % picks.length] as number;
  // Late ones are chosen more often, so that chains grow long.
  const among = (list: readonly Tensor[]): Tensor =>
    list[list.length - 1 - (pick() % Math.min(list.length, 4))] as Tensor;
  return {
    any: () => among(pool),
    such: (suits) => {
      const found = pool.filter(suits);
      return found.length === 0 ? undefined : among(found);
    },
    below: (n) => pick() % n,
  };
}

/** The last tensors that the expression computes. */
export function outputsOf({ steps }: Expression, inputs: readonly Tensor[]): Tensor[] {
  const pool = [...inputs];
  for (const [which = 0, ...picks] of steps)
    pool.push((operations[which % operations.length] as (typeof operations)[number])(choices(pool, picks)));
  return pool.slice(-3);
}

const context = { key: seed(1), mode: 'train', order: 'exact' } as const;

/** The gradients by all inputs of the outputs' sums, differently weighted; of order 0 the outputs. */
export function derivativesOf(expression: Expression, inputs: readonly Tensor[], order: number): Tensor[] {
  if (order === 0) return outputsOf(expression, inputs);
  const at = Object.fromEntries(inputs.map((tensor, i) => [String(i), tensor]));
  const { grads } = differentiate(
    (free) => {
      const found = derivativesOf(expression, Object.values(free), order - 1);
      return tf.addN(found.map((tensor, i) => tf.mul(tf.sum(tf.sin(tensor)), 1 + i / 3)));
    },
    at,
    context,
  );
  return Object.values(grads);
}
