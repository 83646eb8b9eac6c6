import * as tf from '@tensorflow/tfjs-core';
import type { KernelFunc, Tensor } from '@tensorflow/tfjs-core';
import type { Shape } from '../contracts/tree.js';

/**
 * Repeats `x` along axes of size one and along new leading axes: `[…] → shape`, aligned at the last axis.
 * Linear; gradients flow to any order, since its transpose is a sum over those axes.
 *
 * @throws Error if `x` does not broadcast to `shape`
 */
export function broadcast(x: Tensor, shape: Shape): Tensor {
  tf.util.assertShapesMatch(tf.broadcast_util.assertAndGetBroadcastShape(x.shape, [...shape]), [...shape]);
  return tf.engine().runKernel<Tensor>('BroadcastTo', { x }, { shape: [...shape] });
}

/** `BroadcastTo` in stock ops, for any backend: a product with ones, which no backend repeats in memory before; `Tile` is slow on wasm. */
export const broadcastComposed: KernelFunc = ({ inputs, attrs = {} }) => {
  const x = inputs['x'] as Tensor;
  const shape = attrs['shape'] as number[];
  const lead = shape.length - x.shape.length;
  const ones = shape.map((size, axis) => (x.shape[axis - lead] === size ? 1 : size));
  return tf.tidy(() => tf.mul(tf.fill(ones, 1, x.dtype as 'float32'), x));
};
