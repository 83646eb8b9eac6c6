import * as tf from '@tensorflow/tfjs';

/** Kernel and bias in turn, layer by layer, each with a leading task axis: `[T, in, out]`, `[T, 1, out]`. */
export type Leaves = readonly tf.Tensor[];

/** relu between the layers, linear at the end: `[T, N, in] → [T, N, out]`. */
function forward(leaves: Leaves, x: tf.Tensor): tf.Tensor {
  let value = x;
  for (let at = 0; at < leaves.length; at += 2) {
    value = tf.add(tf.matMul(value, leaves[at] as tf.Tensor), leaves[at + 1] as tf.Tensor);
    if (at + 2 < leaves.length) value = tf.relu(value);
  }
  return value;
}

/** The mean squared error of each task, `[T]`. */
export const taskLosses = (leaves: Leaves, x: tf.Tensor, y: tf.Tensor): tf.Tensor =>
  tf.mean(tf.squaredDifference(forward(leaves, x), y), [1, 2]);
