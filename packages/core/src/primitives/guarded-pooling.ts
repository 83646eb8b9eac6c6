import * as tf from '@tensorflow/tfjs-core';
import type { KernelFunc, Tensor } from '@tensorflow/tfjs-core';
import { poolGeometry } from './pooling.js';
import { isChannelsFirst, windowAttributes } from './window-attributes.js';

/** A kernel that was guarded already, by whatever copy of this package. */
type Guarded = KernelFunc & { readonly guarded?: true };

/**
 * A kernel of pooling that sees tensors with elements alone, and windows that fit: of nothing it gives nothing. The library beneath the wasm
 * backend takes no empty tensors.
 *
 * @throws InvalidOptionError if no window fits into the image
 */
export function guardedPooling(stock: KernelFunc): KernelFunc {
  if ((stock as Guarded).guarded === true) return stock;
  const run: KernelFunc = (call) => {
    const { attrs = {} } = call;
    const x = call.inputs['x'] as Tensor;
    const { batch, outHeight, outWidth, channels } = poolGeometry(x.shape, attrs);
    if (x.size > 0) return stock(call);
    const sides = [outHeight, outWidth];
    return tf.zeros(
      isChannelsFirst(windowAttributes(attrs)) ? [batch, channels, ...sides] : [batch, ...sides, channels],
    );
  };
  return Object.assign(run, { guarded: true });
}
