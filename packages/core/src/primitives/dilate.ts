import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * Puts `step − 1` zeros between neighbours along an axis: a size of n becomes (n − 1)·step + 1. The transpose of a strided slice.
 * Made of views of rank 2 and 3, which every backend has.
 */
export function dilateAxis(x: Tensor, axis: number, step: number): Tensor {
  const size = x.shape[axis] as number;
  if (step === 1 || size === 1) return x;
  const before = x.shape.slice(0, axis);
  const after = x.shape.slice(axis + 1);
  const outer = tf.util.sizeFromShape(before);
  const inner = tf.util.sizeFromShape(after);
  const padded = tf.pad(tf.reshape(x, [outer * size, inner]), [
    [0, 0],
    [0, (step - 1) * inner],
  ]);
  const length = (size - 1) * step + 1;
  const cut = tf.slice(tf.reshape(padded, [outer, size * step, inner]), [0, 0, 0], [outer, length, inner]);
  return tf.reshape(cut, [...before, length, ...after]);
}
