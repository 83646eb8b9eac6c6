import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** A differentiable operation and the shapes of arguments that it is tested on. */
export interface Op {
  readonly name: string;
  readonly f: (...xs: Tensor[]) => Tensor;
  /** Argument lists: odd sizes, sizes of one, empty axes. */
  readonly shapes: readonly (readonly (readonly number[])[])[];
  /** Values lie in this open interval. */
  readonly between: readonly [number, number];
  /** Derivatives up to this order are compared. */
  readonly order: 0 | 1 | 2 | 3;
  /** It has kinks or jumps where values may lie: its derivatives are compared with those of the reference only. */
  readonly kinked: boolean;
}

/** An operation of arguments between −1 and 1, to second order. */
export const op = (name: string, f: Op['f'], shapes: Op['shapes'], more: Partial<Op> = {}): Op => ({
  name,
  f,
  shapes,
  between: [-1, 1],
  order: 2,
  kinked: false,
  ...more,
});

/** Distinct values in a random order, away from the ends of the interval, from a counter: no two tests share state. */
export function valuesOf(shape: readonly number[], [low, high]: Op['between'], seed: number): Tensor {
  const size = tf.util.sizeFromShape([...shape]);
  const keys = Array.from(
    { length: size },
    (_, at) => Math.imul((at + 1) * 2654435761 + seed * 40503, 2246822519) >>> 0,
  );
  const order = [...keys.keys()].sort((a, b) => (keys[a] as number) - (keys[b] as number));
  const place = 0.53 + 0.07 * (seed % 6); // no two arguments of one size have equal values, and none has 0
  const values = new Float32Array(size);
  order.forEach((at, rank) => (values[at] = low + ((high - low) * (rank + place)) / size));
  return tf.tensor(values, [...shape]);
}
