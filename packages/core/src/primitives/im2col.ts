import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Shape } from '../contracts/tree.js';
import { InvalidDataError } from '../errors.js';
import type { ConvolutionGeometry } from './geometry.js';
import { columnShape, imageShape } from './geometry.js';

const sameShape = (left: Shape, right: Shape): boolean =>
  left.length === right.length && left.every((size, axis) => size === right[axis]);

function expectShape(name: string, x: Tensor, expected: Shape): void {
  if (sameShape(x.shape, expected)) return;
  throw new InvalidDataError(
    `${name}: the geometry is that of a tensor of shape [${expected.join(', ')}], got [${x.shape.join(', ')}]. Compute the geometry from this tensor's shape.`,
  );
}

/**
 * Lays windows out as rows: `[batch, height, width, channels] → [batch·outHeight·outWidth, kernelHeight·kernelWidth·channels]`.
 *
 * A row's entries are in the order kernel row, kernel column, channel: that of a filter `[kh, kw, c, f]` reshaped to `[kh·kw·c, f]`,
 * so that a convolution is `matMul(im2col(x), filter)`. Taps outside of the image are zero. Linear; gradients flow to any order,
 * since its transpose is `col2im`.
 *
 * @throws InvalidDataError if `x` is not of the geometry's shape
 */
export function im2col(x: Tensor, geometry: ConvolutionGeometry): Tensor {
  expectShape('im2col', x, imageShape(geometry));
  return tf.engine().runKernel<Tensor>('Im2Col', { x }, geometry);
}

/**
 * The transpose of `im2col`: adds every tap up at the pixel that it was read from,
 * `[batch·outHeight·outWidth, kernelHeight·kernelWidth·channels] → [batch, height, width, channels]`.
 * Linear; gradients flow to any order.
 *
 * @throws InvalidDataError if `columns` is not of the geometry's shape
 */
export function col2im(columns: Tensor, geometry: ConvolutionGeometry): Tensor {
  expectShape('col2im', columns, columnShape(geometry));
  return tf.engine().runKernel<Tensor>('Col2Im', { x: columns }, geometry);
}
