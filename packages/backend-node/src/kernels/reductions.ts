import * as tf from '@tensorflow/tfjs-core';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Replacement } from './kernel.js';

type AxesName = 'axis' | 'reductionIndices';

const reduction = (name: string, axesName: AxesName): Replacement => ({
  name,
  create({ run, constants, flag }, stock) {
    const kept = [flag('keep_dims', true)];
    return (call) => {
      const { x } = call.inputs as { readonly x: TensorInfo };
      if (x.dtype !== 'float32') return stock(call);
      const { keepDims, ...attrs } = call.attrs as unknown as { readonly keepDims?: boolean } & Readonly<
        Record<AxesName, number | number[]>
      >;
      const axes = tf.util.parseAxisParam(attrs[axesName], x.shape);
      return run(name, [x, constants.vector(axes)], keepDims === true ? kept : undefined);
    };
  },
});

/** Reductions whose axes are uploaded once. */
export const reductions: readonly Replacement[] = [
  reduction(tf.Sum, 'axis'),
  reduction(tf.Mean, 'axis'),
  reduction(tf.Min, 'axis'),
  reduction(tf.Prod, 'axis'),
  reduction(tf.Max, 'reductionIndices'),
];
