import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { classCounts } from '../classes/class-means.js';

/** `[…, N, d]` centred rows and how many count, `[…]`, to `Σ = XᵀX / max(n − 1, 1)`. */
function covariance(centred: Tensor, counts: Tensor): Tensor {
  const product = tf.matMul(centred, centred, true);
  return tf.div(product, tf.expandDims(tf.expandDims(tf.maximum(tf.sub(counts, 1), 1), -1), -1));
}

/**
 * `Q_n = λ_n Σ_n + (1 − λ_n) Σ + β I`, `λ_n = K_n / (K_n + 1)`: features `[T, N, d]`, one-hot `[T, N, ways]` and class means `[T, ways, d]` to
 * `[T, ways, d, d]`. Σ_n is the covariance of the class's `K_n` examples, Σ that of all N; both are divided by one less than there are, of one example they are 0.
 * Gradients flow.
 */
export function classCovariances(features: Tensor, y: Tensor, means: Tensor, beta: number): Tensor {
  const [tasks, examples, size] = features.shape as [number, number, number];
  const counts = classCounts(y);
  const own = tf.expandDims(tf.transpose(y, [0, 2, 1]), 3); // [T, ways, N, 1]
  const apart = tf.mul(tf.sub(tf.expandDims(features, 1), tf.expandDims(means, 2)), own);
  const ofClass = covariance(apart, counts);
  const ofAll = covariance(tf.sub(features, tf.mean(features, 1, true)), tf.fill([tasks], examples));
  const weight = tf.expandDims(tf.expandDims(tf.div(counts, tf.add(counts, 1)), 2), 3);
  const mixed = tf.add(tf.mul(weight, ofClass), tf.mul(tf.sub(1, weight), tf.expandDims(ofAll, 1)));
  return tf.add(mixed, tf.mul(tf.eye(size), beta));
}
