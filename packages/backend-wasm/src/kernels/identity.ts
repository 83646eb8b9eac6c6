import * as tf from '@tensorflow/tfjs-core';
import type { CastAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import type { Runtime } from '../runtime/runtime.js';
import type { FastKernel } from './fast-kernel.js';

/** The same data under a second owner: the backend frees it when the last one is disposed, as it does for Reshape. */
function share({ backend }: Runtime, { dataId, shape, dtype }: TensorInfo): TensorInfo {
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

/** A cast to the type that a tensor already has shares its data. */
export const cast: FastKernel = {
  name: tf.Cast,
  create: (runtime, stock) => (call) => {
    const { x } = call.inputs as { readonly x: TensorInfo };
    const { dtype } = call.attrs as unknown as CastAttrs;
    return x.dtype === dtype && dtype !== 'string' ? share(runtime, x) : stock(call);
  },
};
