import * as tf from '@tensorflow/tfjs-core';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { cumulativeAttributes, guardedCumulative } from '@innerloop/core';
import { emitCumulate } from '@innerloop/codegen';
import type { CumulatedType, Cumulation, WasmFunction } from '@innerloop/codegen';
import type { FastKernel } from './fast-kernel.js';

function cumulative(name: string, how: Cumulation): FastKernel {
  return {
    name,
    create(runtime) {
      const compiled = new Map<string, WasmFunction>();
      const runOf = (type: CumulatedType, exclusive: boolean): WasmFunction => {
        const key = `${type} ${exclusive}`;
        const run = compiled.get(key) ?? runtime.compile(emitCumulate(how, type, exclusive));
        compiled.set(key, run);
        return run;
      };
      return guardedCumulative(name, ({ inputs, attrs = {} }) => {
        const { x } = inputs as { readonly x: TensorInfo };
        const { axis, exclusive, reverse } = cumulativeAttributes(name, attrs, x.shape);
        const out = runtime.backend.makeOutput(x.shape.slice(), x.dtype);
        const [outer, inner] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)].map((of) => tf.util.sizeFromShape(of));
        const extents = [outer ?? 1, x.shape[axis] ?? 1, inner ?? 1];
        const run = runOf(x.dtype as CumulatedType, exclusive);
        run(runtime.address(x), runtime.address(out), ...extents, reverse ? 1 : 0);
        return out;
      });
    },
  };
}

/**
 * Running sums and products along any axis, of float32 and int32, read in the order of memory. The stock kernels are never called: along an
 * axis that is counted from the end, and of a scalar, they work beyond their tensors.
 */
export const cumulativeKernels: readonly FastKernel[] = [cumulative(tf.Cumsum, 'add'), cumulative(tf.Cumprod, 'mul')];
