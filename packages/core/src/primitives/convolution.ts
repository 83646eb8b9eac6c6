import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Shape } from '../contracts/tree.js';
import { col2im, im2col } from './im2col.js';
import type { WindowAttributes } from './window-attributes.js';
import { channelsLast, geometryOf, inLayout } from './window-attributes.js';

const matrixOf = (filter: Tensor): Tensor => tf.reshape(filter, [-1, filter.shape[3] as number]);
const rowsOf = (y: Tensor, attrs: WindowAttributes): Tensor => {
  const last = channelsLast(y, attrs);
  return tf.reshape(last, [-1, last.shape[3] as number]);
};

/** `conv2d(x, filter)`: columns times a matrix. */
export function convolve(x: Tensor, filter: Tensor, attrs: WindowAttributes): Tensor {
  const g = geometryOf(x.shape, filter.shape, attrs);
  const y = tf.matMul(im2col(channelsLast(x, attrs), g), matrixOf(filter));
  return inLayout(tf.reshape(y, [g.batch, g.outHeight, g.outWidth, filter.shape[3] as number]), attrs);
}

/** Its transpose by the images, `dy → x`. */
export function convolveBackToImages(dy: Tensor, filter: Tensor, xShape: Shape, attrs: WindowAttributes): Tensor {
  const columns = tf.matMul(rowsOf(dy, attrs), matrixOf(filter), false, true);
  return inLayout(col2im(columns, geometryOf(xShape, filter.shape, attrs)), attrs);
}

/** Its transpose by the filter, `dy → filter`. */
export function convolveBackToFilter(dy: Tensor, x: Tensor, filterShape: Shape, attrs: WindowAttributes): Tensor {
  const columns = im2col(channelsLast(x, attrs), geometryOf(x.shape, filterShape, attrs));
  return tf.reshape(tf.matMul(columns, rowsOf(dy, attrs), true, false), [...filterShape]);
}
