import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Shape } from '../contracts/tree.js';
import { broadcast } from '../primitives/broadcast.js';
import { reshaped } from '../primitives/reshaped.js';

export const sameShape = (left: Shape, right: Shape): boolean =>
  left.length === right.length && left.every((size, axis) => size === right[axis]);

/** Sums over the axes along which `shape` was broadcast to that of `x`: the transpose of broadcasting. It is `x` itself if the shapes are equal. */
export function reduceTo(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const lead = x.rank - shape.length;
  const repeated = x.shape.flatMap((size, axis) =>
    axis >= lead && shape[axis - lead] === 1 && size !== 1 ? [axis] : [],
  );
  const leading = Array.from({ length: lead }, (_, axis) => axis);
  const summed = repeated.length > 0 ? tf.sum(x, [...leading, ...repeated], true) : tf.sum(x, leading);
  return reshaped(summed, shape);
}

/** Repeats `x` to a shape that it broadcasts to; `x` itself if the shapes are equal. */
export const broadcastTo = (x: Tensor, shape: Shape): Tensor => (sameShape(x.shape, shape) ? x : broadcast(x, shape));

/** The shape with size 1 along the axes that a reduction removed. */
export const withAxes = (shape: Shape, axes: readonly number[]): number[] =>
  shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
