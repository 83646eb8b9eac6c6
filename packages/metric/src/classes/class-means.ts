import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** How many examples each class has: one-hot `[T, N, ways] → [T, ways]`. */
export const classCounts = (y: Tensor): Tensor => tf.sum(y, 1);

/** The mean of each class's features: `[T, N, d]` and one-hot `[T, N, ways]` to `[T, ways, d]`. Gradients flow; a class without examples is NaN. */
export const classMeans = (features: Tensor, y: Tensor): Tensor =>
  tf.div(tf.matMul(y, features, true), tf.expandDims(classCounts(y), 2));
