import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** `½ log 2π`: what a standard normal density loses at its mean. */
export const halfLogTwoPi: number = 0.5 * Math.log(2 * Math.PI);

/**
 * The log density of values under normal distributions, entry by entry: `−½ ((x − μ) / σ)² − log σ − ½ log 2π`, in nats. Shapes broadcast.
 *
 * Gradients flow to values, means and deviations, to any order. Deviations must be positive: 0 gives ∞ or NaN, a negative one NaN.
 * For targets with noise of one known deviation there is the loss `gaussianLikelihood`.
 */
export function gaussianLogDensity(x: Tensor, mean: Tensor, deviation: Tensor): Tensor {
  const squares = tf.square(tf.div(tf.sub(x, mean), deviation));
  return tf.sub(tf.mul(squares, -0.5), tf.add(tf.log(deviation), halfLogTwoPi));
}
