import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Program, TestedEngine } from './engines.js';
import type { Op } from './ops/op.js';
import { valuesOf } from './ops/op.js';

type Point = readonly Tensor[];

const inner = (left: Point, right: Point): Tensor =>
  left.map((x, i) => tf.sum(tf.mul(x, right[i] as Tensor))).reduce((sum, term) => tf.add(sum, term));

function gradientAt(f: (xs: Point) => Tensor, xs: Point): Tensor[] {
  const { grads } = tf.engine().gradients(() => f(xs), [...xs], undefined, true);
  return xs.map((x, i) => grads[i] ?? tf.zerosLike(x));
}

/** The gradient of `∂_v … ∂_v Σ w·f(x)`, one less directions v than the order; of order 0 the value. */
function derivative({ f }: Op, order: number, weights: Tensor, directions: readonly Point[]): Program {
  if (order === 0) return (xs) => [f(...xs)];
  const weighted = (at: Point): Tensor => tf.sum(tf.mul(f(...at), weights));
  const scalar = directions
    .slice(0, order - 1)
    .reduce<(xs: Point) => Tensor>((g, v) => (xs) => inner(gradientAt(g, xs), v), weighted);
  return (xs) => gradientAt(scalar, xs);
}

/** What came out, by value: it outlives the engine. */
export interface Outcome {
  readonly shapes: readonly (readonly number[])[];
  readonly values: readonly Float32Array[];
}

/** The derivative of an order of one operation at one list of shapes, on the engine that was started last. */
export function outcomeOn(engine: TestedEngine, one: Op, shapes: Op['shapes'][number], order: number): Outcome {
  return tf.tidy(() => {
    const xs = shapes.map((shape, i) => valuesOf(shape, one.between, i + 1));
    const weights = valuesOf(tf.tidy(() => one.f(...xs)).shape, [-1, 1], 11);
    const directions = Array.from({ length: order }, (_, k) =>
      shapes.map((shape, i) => valuesOf(shape, [-1, 1], 20 + 7 * k + i)),
    );
    const found = engine.run(derivative(one, order, weights, directions), xs);
    return {
      shapes: found.map(({ shape }) => shape),
      values: found.map((tensor) => Float32Array.from(tensor.dataSync())),
    };
  });
}

/** How far two results are apart, `‖a − b‖ / max(‖b‖, 1)`; NaN and infinity must be in the same places. */
export function distance(found: Outcome, wanted: Outcome): number {
  let [difference, size] = [0, 0];
  wanted.values.forEach((values, i) =>
    values.forEach((want, at) => {
      const have = found.values[i]?.[at] ?? Number.NaN;
      if (Object.is(have, want) || have === want) {
        size += Number.isFinite(want) ? want ** 2 : 0;
        return;
      }
      difference += Number.isFinite(want) ? (have - want) ** 2 : Infinity;
      size += Number.isFinite(want) ? want ** 2 : 0;
    }),
  );
  return Math.sqrt(difference) / Math.max(1, Math.sqrt(size));
}
