import * as tf from '@tensorflow/tfjs-core';
import type { FusedBatchNormAttrs, Tensor } from '@tensorflow/tfjs-core';
import type { FastKernel } from './fast-kernel.js';

type Inputs = Readonly<Record<'x' | 'mean' | 'variance', Tensor>> &
  Readonly<Partial<Record<'offset' | 'scale', Tensor | null>>>;

/** `(x − mean) / √(variance + ε) · scale + offset` by our arithmetic, the factor once a channel; the stock one takes 3 ns an element. */
export const batchNorm: FastKernel = {
  name: tf.FusedBatchNorm,
  create: (_runtime, stock) => (call) => {
    const { x, mean, variance, offset, scale } = call.inputs as unknown as Inputs;
    if (x.dtype !== 'float32') return stock(call);
    const { varianceEpsilon } = call.attrs as unknown as FusedBatchNormAttrs;
    return tf.tidy(() => {
      const inverse = tf.rsqrt(tf.add(variance, varianceEpsilon));
      const scaled = tf.mul(tf.sub(x, mean), scale ? tf.mul(inverse, scale) : inverse);
      return offset ? tf.add(scaled, offset) : scaled;
    });
  },
};
