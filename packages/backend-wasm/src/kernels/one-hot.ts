import * as tf from '@tensorflow/tfjs-core';
import type { KernelFunc, OneHotAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import type { FastKernel } from './fast-kernel.js';

/** OneHot in another type than int32: the stock kernel writes integers into a float buffer, so ones come out as 1.4e-45. */
export const oneHot: FastKernel = {
  name: tf.OneHot,
  create:
    ({ backend }, stock) =>
    (call) => {
      const { dtype = 'int32' } = call.attrs as unknown as Partial<OneHotAttrs>;
      if (dtype === 'int32') return stock(call);
      const integers = stock({ ...call, attrs: { ...call.attrs, dtype: 'int32' } }) as TensorInfo;
      const toType = tf.getKernel(tf.Cast, 'wasm').kernelFunc satisfies KernelFunc;
      const result = toType({ inputs: { x: integers }, attrs: { dtype }, backend: call.backend });
      backend.disposeData(integers.dataId);
      return result;
    },
};
