import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * The nearest point of the simplex `{ u ≥ 0, Σ u = total }` to each row of `v`, along the last axis: `[..., k]` to `[..., k]`.
 *
 * It is `max(v − τ, 0)`, and `τ` the largest of `(Σ of the entries at least as large as v_j − total) / how many they are` over `j`:
 * nothing is sorted, and nothing depends on a value. `k²` comparisons a row.
 */
export function projectOnSimplex(v: Tensor, total: number): Tensor {
  const others = tf.expandDims(v, -2);
  const kept = tf.cast(tf.greaterEqual(others, tf.expandDims(v, -1)), 'float32');
  const excess = tf.sub(tf.sum(tf.mul(kept, others), -1), total);
  const threshold = tf.max(tf.div(excess, tf.sum(kept, -1)), -1, true);
  return tf.relu(tf.sub(v, threshold));
}
