import * as tf from '@tensorflow/tfjs-core';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Runtime } from '../runtime/runtime.js';
import type { FastKernel } from './fast-kernel.js';

/** The same data under a second owner: the backend frees it when the last one is disposed, as it does for Reshape. */
export function share({ backend }: Runtime, { dataId, shape, dtype }: TensorInfo): TensorInfo {
  backend.incRef(dataId);
  return { dataId, shape, dtype };
}

/** Clones and saved tensors share their data; the stock kernel copies it in JavaScript. */
export const identity: FastKernel = {
  name: tf.Identity,
  create: (runtime, stock) => (call) => {
    const { x } = call.inputs as { readonly x: TensorInfo };
    return x.dtype === 'string' ? stock(call) : share(runtime, x);
  },
};
