import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Predictive } from '../contracts/learner.js';

/** Mean and variance over M predictions a row, of `[T, N, M, ...outputs]`: the variance is that of the M themselves, `mean (f − mean f)²`. */
export function spreadOf(predictions: Tensor): Predictive {
  const mean = tf.mean(predictions, 2);
  return { mean, variance: tf.mean(tf.square(tf.sub(predictions, tf.expandDims(mean, 2))), 2) };
}
