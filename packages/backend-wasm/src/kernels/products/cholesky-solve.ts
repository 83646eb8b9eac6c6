import * as tf from '@tensorflow/tfjs-core';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { emitCholeskySolve } from '@innerloop/codegen';
import type { WasmFunction } from '@innerloop/codegen';
import { ShapeCache } from '../../runtime/shape-cache.js';
import type { NewKernel } from '../fast-kernel.js';

interface CompiledSolve {
  readonly run: WasmFunction;
  readonly scratchBytes: number;
}

/** Symmetric positive definite systems `[batch, n, n]` with right-hand sides `[batch, n, m]`. */
export const choleskySolve: NewKernel = {
  name: 'CholeskySolve',
  create(runtime) {
    const { backend } = runtime;
    const solves = new ShapeCache<CompiledSolve>();
    const compiled = (batch: number, n: number, m: number): CompiledSolve => {
      const { build, scratchBytes } = emitCholeskySolve({ batch, n, m });
      return { run: runtime.compile(build), scratchBytes };
    };
    const none: number[] = [];
    return ({ inputs }) => {
      const { a, b } = inputs as { readonly a: TensorInfo; readonly b: TensorInfo };
      const [batch, n, m] = b.shape as [number, number, number];
      const out = backend.makeOutput([batch, n, m], 'float32');
      if (tf.util.sizeFromShape(b.shape) === 0) return out;
      const { run, scratchBytes } = solves.of(b.shape, none, 0, () => compiled(batch, n, m));
      run(runtime.address(a), runtime.address(b), runtime.address(out), runtime.scratch(scratchBytes));
      return out;
    };
  },
};
