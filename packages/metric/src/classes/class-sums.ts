import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** The sum of each class's features: `[T, N, …]` and one-hot `[T, N, ways]` to `[T, ways, …]`. Gradients flow. */
export function classSums(features: Tensor, y: Tensor): Tensor {
  const [tasks, examples, ...rest] = features.shape as [number, number, ...number[]];
  const size = rest.reduce((product, length) => product * length, 1);
  const sums = tf.matMul(y, tf.reshape(features, [tasks, examples, size]), true);
  return tf.reshape(sums, [tasks, y.shape[2] as number, ...rest]);
}
