import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Shape } from '../contracts/tree.js';

export const sameShape = (left: Shape, right: Shape): boolean =>
  left.length === right.length && left.every((size, axis) => size === right[axis]);

/** Sums over the axes along which `shape` was broadcast to that of `x`: the transpose of broadcasting. It is `x` itself if the shapes are equal. */
export function reduceTo(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const axes = tf.broadcast_util.getReductionAxes([...shape], x.shape);
  const summed = axes.length > 0 ? tf.sum(x, axes, true) : x;
  return sameShape(summed.shape, shape) ? summed : tf.reshape(summed, [...shape]);
}

/** Repeats `x` to a shape that it broadcasts to, by a product with ones, since `Tile` is slow on wasm; `x` itself if the shapes are equal. */
export const broadcastTo = (x: Tensor, shape: Shape): Tensor =>
  sameShape(x.shape, shape) ? x : tf.mul(x, tf.fill([...shape], 1));

/** The shape with size 1 along the axes that a reduction removed. */
export const withAxes = (shape: Shape, axes: readonly number[]): number[] =>
  shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
