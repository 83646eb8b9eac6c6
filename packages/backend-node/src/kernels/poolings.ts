import { im2col, windowGeometry } from '@innerloop/core';
import type { ConvolutionGeometry } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Replacement } from './kernel.js';
import { isPlain, windowAttributes } from './layout.js';
import { paddingOf } from './windows.js';

type Pool = (x: Tensor, g: ConvolutionGeometry) => Tensor;

const orComposed = (name: string, pool: Pool): Replacement => ({
  name,
  create: (_runtime, stock) => (call) => {
    const attrs = windowAttributes(call.attrs);
    if (isPlain(attrs)) return stock(call);
    const x = call.inputs['x'] as Tensor;
    const size = call.attrs?.['filterSize'] as number | [number, number];
    const g = windowGeometry(x.shape, typeof size === 'number' ? [size, size] : size, attrs);
    return tf.tidy(() => tf.reshape(pool(x, g), [g.batch, g.outHeight, g.outWidth, g.channels]));
  },
});

/** `[windows, taps, channels]` of images that are padded with a value. */
function tapsOf(x: Tensor, g: ConvolutionGeometry, padding: number): Tensor {
  const [top, bottom, left, right] = paddingOf(g);
  const around: [number, number][] = [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
  const padded = tf.pad(x, around, padding);
  const [, height, width] = padded.shape as [number, number, number, number];
  const columns = im2col(padded, { ...g, height, width, padTop: 0, padLeft: 0 });
  return tf.reshape(columns, [-1, g.kernelHeight * g.kernelWidth, g.channels]);
}

const maxPool: Pool = (x, g) => tf.max(tapsOf(x, g, -Infinity), 1);

/** Padding counts in no average. */
const averagePool: Pool = (x, g) => {
  const inside = tf.sum(tapsOf(tf.ones([1, g.height, g.width, 1]), { ...g, batch: 1, channels: 1 }, 0), 1);
  const sums = tf.reshape(tf.sum(tapsOf(x, g, 0), 1), [g.batch, -1, g.channels]);
  return tf.div(sums, tf.reshape(inside, [1, -1, 1]));
};

/** Pooling with padding by number, for which tfjs-node has no call. */
export const poolings: readonly Replacement[] = [orComposed(tf.MaxPool, maxPool), orComposed(tf.AvgPool, averagePool)];
