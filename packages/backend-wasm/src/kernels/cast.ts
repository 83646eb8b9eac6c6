import * as tf from '@tensorflow/tfjs-core';
import type { CastAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import { emitCast } from '@innerloop/codegen';
import type { WasmFunction } from '@innerloop/codegen';
import type { Runtime } from '../runtime/runtime.js';
import type { FastKernel } from './fast-kernel.js';
import { share } from './identity.js';
import { isWord } from './views/view-kernel.js';

/** Truth values of numbers: the stock kernel keeps the low byte of a whole number, so 2 is neither true nor false, and 0.5 is false. */
function truthOf({ backend }: Runtime, x: TensorInfo): TensorInfo {
  const out = backend.makeOutput(x.shape, 'bool');
  const [numbers, truths] = [backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(out)];
  for (let at = 0; at < numbers.length; at++) truths[at] = numbers[at] === 0 ? 0 : 1;
  return out;
}

/** Shares the data when the type stays; makes integers and truth values float32, and numbers truth values; the rest is the stock kernel's. */
export const cast: FastKernel = {
  name: tf.Cast,
  create(runtime, stock) {
    const functions: Readonly<Record<string, WasmFunction>> = {
      int32: runtime.compile(emitCast('int32')),
      bool: runtime.compile(emitCast('bool')),
    };
    return (call) => {
      const { x } = call.inputs as { readonly x: TensorInfo };
      const { dtype } = call.attrs as unknown as CastAttrs;
      if (x.dtype === dtype && dtype !== 'string') return share(runtime, x);
      if (dtype === 'bool' && isWord(x.dtype)) return truthOf(runtime, x);
      const run = dtype === 'float32' ? functions[x.dtype] : undefined;
      if (run === undefined) return stock(call);
      const out = runtime.backend.makeOutput(x.shape, 'float32');
      run(runtime.address(x), runtime.address(out), tf.util.sizeFromShape(x.shape));
      return out;
    };
  },
};
