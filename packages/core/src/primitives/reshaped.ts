import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Shape } from '../contracts/tree.js';

/** The values under another shape; the tensor itself where it has that shape. Gradients flow. */
export const reshaped = (x: Tensor, shape: Shape): Tensor =>
  x.rank === shape.length && x.shape.every((size, axis) => size === shape[axis]) ? x : tf.reshape(x, [...shape]);
