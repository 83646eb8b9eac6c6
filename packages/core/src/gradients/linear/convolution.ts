import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, NamedAttrMap, Tensor } from '@tensorflow/tfjs-core';
import type { Shape } from '../../contracts/tree.js';
import { col2im, im2col } from '../../primitives/im2col.js';
import type { WindowAttributes } from './window-attributes.js';
import { channelsLast, geometryOf, inLayout, windowAttributes } from './window-attributes.js';

const matrixOf = (filter: Tensor): Tensor => tf.reshape(filter, [-1, filter.shape[3] as number]);
const rowsOf = (y: Tensor, attrs: WindowAttributes): Tensor => {
  const last = channelsLast(y, attrs);
  return tf.reshape(last, [-1, last.shape[3] as number]);
};

/** `conv2d(x, filter)`: columns times a matrix. */
function forward(x: Tensor, filter: Tensor, attrs: WindowAttributes): Tensor {
  const g = geometryOf(x.shape, filter.shape, attrs);
  const y = tf.matMul(im2col(channelsLast(x, attrs), g), matrixOf(filter));
  return inLayout(tf.reshape(y, [g.batch, g.outHeight, g.outWidth, filter.shape[3] as number]), attrs);
}

/** Its transpose by the images, `dy → x`. */
function byImages(dy: Tensor, filter: Tensor, xShape: Shape, attrs: WindowAttributes): Tensor {
  const columns = tf.matMul(rowsOf(dy, attrs), matrixOf(filter), false, true);
  return inLayout(col2im(columns, geometryOf(xShape, filter.shape, attrs)), attrs);
}

/** Its transpose by the filter, `dy → filter`. */
function byFilter(dy: Tensor, x: Tensor, filterShape: Shape, attrs: WindowAttributes): Tensor {
  const columns = im2col(channelsLast(x, attrs), geometryOf(x.shape, filterShape, attrs));
  return tf.reshape(tf.matMul(columns, rowsOf(dy, attrs), true, false), [...filterShape]);
}

type Of = (dy: Tensor, first: Tensor, second: Tensor, attrs: WindowAttributes) => Tensor;

/** Of a kernel that is linear in each of two inputs. */
const ofTwo = (kernelName: string, [first, byFirst]: [string, Of], [second, bySecond]: [string, Of]): GradConfig => ({
  kernelName,
  inputsToSave: [first, second],
  gradFunc: (gradient, saved, given: NamedAttrMap) => {
    const [dy, a, b, attrs] = [gradient as Tensor, saved[0] as Tensor, saved[1] as Tensor, windowAttributes(given)];
    return { [first]: () => byFirst(dy, a, b, attrs), [second]: () => bySecond(dy, a, b, attrs) };
  },
});

/**
 * `conv2d` and its two transposes, which are closed under differentiation: a convolution is linear in images and in filter,
 * so every derivative of any of the three is one of the three. All by `Im2Col`, `Col2Im` and `matMul`.
 */
export const convolutions: readonly GradConfig[] = [
  ofTwo(
    'Conv2D',
    ['x', (dy, x, filter, attrs) => byImages(dy, filter, x.shape, attrs)],
    ['filter', (dy, x, filter, attrs) => byFilter(dy, x, filter.shape, attrs)],
  ),
  ofTwo(
    'Conv2DBackpropInput',
    ['dy', (dx, _dy, filter, attrs) => forward(dx, filter, attrs)],
    ['filter', (dx, dy, filter, attrs) => byFilter(dy, dx, filter.shape, attrs)],
  ),
  ofTwo(
    'Conv2DBackpropFilter',
    ['x', (dFilter, x, dy, attrs) => byImages(dy, dFilter, x.shape, attrs)],
    ['dy', (dFilter, x, _dy, attrs) => forward(x, dFilter, attrs)],
  ),
];
