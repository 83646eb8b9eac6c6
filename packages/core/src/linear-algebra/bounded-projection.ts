import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** What bounds the rows of a point `[..., k]`: `x ≤ upper`, and each row adds up to `total`. */
export interface RowBounds {
  /** Broadcasts to the points; `Σ upper > total` in every row. */
  readonly upper: Tensor;
  readonly total: number;
}

/**
 * Moves each row of `z` by one number until `x = min(z + t, upper)` adds up to `total`: the nearest point of `{ x ≤ upper, Σ x = total }`.
 * `free` is 1 where `x` is below its bound.
 *
 * `t` is the largest of `(total − Σ of the bounds reached − Σ of the others' z) / how many the others are`, over the entries as the last
 * one that is below its bound: nothing is sorted, nothing depends on a value, and sums are of `z` itself, so entries far smaller than
 * their bounds keep their digits. `k²` comparisons a row.
 */
export function projectOnBounds(
  z: Tensor,
  { upper, total }: RowBounds,
): { readonly point: Tensor; readonly free: Tensor } {
  const room = tf.sub(upper, z);
  const [others, own] = [tf.expandDims(room, -2), tf.expandDims(room, -1)];
  const kept = tf.cast(tf.greaterEqual(others, own), 'float32');
  const values = tf.expandDims(z, -2);
  const bounds = tf.expandDims(tf.add(upper, tf.zerosLike(z)), -2);
  const rest = tf.sum(tf.add(tf.mul(kept, values), tf.mul(tf.sub(1, kept), bounds)), -1);
  const shift = tf.max(tf.div(tf.sub(total, rest), tf.sum(kept, -1)), -1, true);
  const moved = tf.add(z, shift);
  return { point: tf.minimum(moved, upper), free: tf.cast(tf.less(moved, upper), 'float32') };
}
