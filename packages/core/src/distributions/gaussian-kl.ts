import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * The Kullback–Leibler divergence `KL(N(μ, σ²) ‖ N(μ', σ'²))` of normal distributions, entry by entry: with `r = σ / σ'`,
 * `½ (r² + ((μ − μ') / σ')² − 1) − log r`. Sum over entries for that of diagonal distributions.
 *
 * It is no distance: the order counts. The evidence lower bound has `KL(posterior ‖ prior)`. Gradients flow to all four, to any order.
 * Shapes broadcast. Deviations must be positive: 0 gives ∞ or NaN, a negative one NaN. Make them so, by `0.1 + 0.9 · softplus(s)` for
 * instance; nothing is clipped here, since that would hide a distribution that has collapsed.
 */
export function gaussianKl(mean: Tensor, deviation: Tensor, toMean: Tensor, toDeviation: Tensor): Tensor {
  const ratio = tf.div(deviation, toDeviation);
  const apart = tf.div(tf.sub(mean, toMean), toDeviation);
  const squares = tf.add(tf.square(ratio), tf.square(apart));
  return tf.sub(tf.mul(tf.sub(squares, 1), 0.5), tf.log(ratio));
}
