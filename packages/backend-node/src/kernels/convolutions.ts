import { col2im, im2col, windowGeometry } from '@innerloop/core';
import type { WindowAttributes } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { KernelFunc, Tensor } from '@tensorflow/tfjs-core';
import type { Replacement } from './kernel.js';
import { channelsLast, inLayout, isPlain, windowAttributes } from './layout.js';

type Call = Parameters<KernelFunc>[0];
type Composed = (call: Call, attrs: WindowAttributes) => Tensor;

const tensor = (call: Call, name: string): Tensor => call.inputs[name] as Tensor;
const shapeIn = (call: Call, name: string): number[] => call.attrs?.[name] as number[];

/** TensorFlow's kernel where it can, else a composition of `im2col`, `col2im` and products. */
const orComposed = (name: string, composed: Composed): Replacement => ({
  name,
  create: (_runtime, stock) => (call) => {
    const attrs = windowAttributes(call.attrs);
    return isPlain(attrs) ? stock(call) : tf.tidy(() => composed(call, attrs));
  },
});

const filtersOf = (filter: Tensor): number => filter.shape[3] as number;
const matrixOf = (filter: Tensor): Tensor => tf.reshape(filter, [-1, filtersOf(filter)]);
const rowsOf = (y: Tensor, attrs: WindowAttributes): Tensor => {
  const last = channelsLast(y, attrs);
  return tf.reshape(last, [-1, last.shape[3] as number]);
};

const convolve: Composed = (call, attrs) => {
  const [x, filter] = [tensor(call, 'x'), tensor(call, 'filter')];
  const g = windowGeometry(x.shape, filter.shape, attrs);
  const y = tf.matMul(im2col(channelsLast(x, attrs), g), matrixOf(filter));
  return inLayout(tf.reshape(y, [g.batch, g.outHeight, g.outWidth, filtersOf(filter)]), attrs);
};

const backToImages: Composed = (call, attrs) => {
  const filter = tensor(call, 'filter');
  const g = windowGeometry(shapeIn(call, 'inputShape'), filter.shape, attrs);
  const columns = tf.matMul(rowsOf(tensor(call, 'dy'), attrs), matrixOf(filter), false, true);
  return inLayout(col2im(columns, g), attrs);
};

const backToFilter: Composed = (call, attrs) => {
  const [x, shape] = [tensor(call, 'x'), shapeIn(call, 'filterShape')];
  const columns = im2col(channelsLast(x, attrs), windowGeometry(x.shape, shape, attrs));
  return tf.reshape(tf.matMul(columns, rowsOf(tensor(call, 'dy'), attrs), true, false), shape);
};

/** Each channel has filters of its own: products of taps and filters, summed over the taps. */
const depthwise: Composed = (call, attrs) => {
  const [x, filter] = [tensor(call, 'x'), tensor(call, 'filter')];
  const g = windowGeometry(x.shape, filter.shape, attrs);
  const taps = g.kernelHeight * g.kernelWidth;
  const columns = tf.reshape(im2col(channelsLast(x, attrs), g), [-1, taps, g.channels, 1]);
  const y = tf.sum(tf.mul(columns, tf.reshape(filter, [1, taps, g.channels, -1])), 1);
  return inLayout(tf.reshape(y, [g.batch, g.outHeight, g.outWidth, -1]), attrs);
};

/** Convolutions with channels first or with padding by number, which TensorFlow's CPU kernels, or tfjs-node's calls of them, lack. */
export const convolutions: readonly Replacement[] = [
  orComposed(tf.Conv2D, convolve),
  orComposed(tf.Conv2DBackpropInput, backToImages),
  orComposed(tf.Conv2DBackpropFilter, backToFilter),
  orComposed(tf.DepthwiseConv2dNative, depthwise),
];
