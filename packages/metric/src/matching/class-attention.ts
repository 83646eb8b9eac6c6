import { stopGradient } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** Far below every score, and far above −∞, whose gradient would be NaN. */
const never = -1e30;

/**
 * `log Σ_i a_i y_i` with `a = softmax_i(scores)`: scores `[T, Q, N]` and one-hot targets `[T, N, ways]` to log probabilities `[T, Q, ways]`.
 *
 * Stable for scores of any size: of each class the largest score is taken out before the exponential. Gradients flow to the scores, to any order.
 * A class without examples has the log probability −10³⁰.
 */
export function classAttention(scores: Tensor, y: Tensor): Tensor {
  const own = tf.expandDims(y, 1); // [T, 1, N, ways]
  const masked = tf.add(tf.mul(tf.expandDims(scores, 3), own), tf.mul(tf.sub(1, own), never));
  const largest = stopGradient(tf.max(masked, 2, true));
  const sums = tf.sum(tf.exp(tf.sub(masked, largest)), 2, true);
  const classes = tf.squeeze(tf.add(tf.log(sums), largest), [2]);
  const shifted = tf.sub(classes, stopGradient(tf.max(classes, 2, true)));
  return tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), 2, true)));
}
