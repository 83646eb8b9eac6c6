import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Key } from '../contracts/random.js';

/**
 * A sample of a diagonal normal distribution, `mean + deviation ∘ ε` with `ε` standard normal (reparametrised): gradients flow to mean and
 * deviation, to any order. `[T, …]` in and out; the two broadcast against each other.
 *
 * Each task draws from its own stream of the key, so a batch of tasks samples what each alone would. The same key gives the same sample:
 * fold the key for another.
 *
 * @param deviation  standard deviation, at least 0; at 0 the sample is the mean
 * @see Kingma & Welling 2014, "Auto-Encoding Variational Bayes", §2.4, arXiv:1312.6114
 */
export function sampleGaussian(key: Key, mean: Tensor, deviation: Tensor): Tensor {
  const [tasks, ...shape] = tf.broadcast_util.assertAndGetBroadcastShape(mean.shape, deviation.shape);
  return tf.add(mean, tf.mul(deviation, key.draw('normal', shape, tasks)));
}
