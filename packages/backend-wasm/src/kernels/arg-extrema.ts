import * as tf from '@tensorflow/tfjs-core';
import type { ArgMaxAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import { emitArg } from '@innerloop/codegen';
import type { Extremum } from '@innerloop/codegen';
import type { FastKernel } from './fast-kernel.js';

function argKernel(name: string, extremum: Extremum): FastKernel {
  return {
    name,
    create(runtime, stock) {
      const run = runtime.compile(emitArg(extremum));
      return (call) => {
        const { x } = call.inputs as { readonly x: TensorInfo };
        const axis = tf.util.parseAxisParam((call.attrs as unknown as ArgMaxAttrs).axis, x.shape)[0] ?? 0;
        const [outer, inner] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)];
        if (x.dtype !== 'float32' || tf.util.sizeFromShape(x.shape) === 0) return stock(call);
        const out = runtime.backend.makeOutput([...outer, ...inner], 'int32');
        const extents = [tf.util.sizeFromShape(outer), x.shape[axis] ?? 1, tf.util.sizeFromShape(inner)];
        run(runtime.address(x), runtime.address(out), ...extents);
        return out;
      };
    },
  };
}

/** Places of the greatest and least elements along an axis, read in the order of memory: nothing is transposed first. */
export const argKernels: readonly FastKernel[] = [argKernel(tf.ArgMax, 'max'), argKernel(tf.ArgMin, 'min')];
