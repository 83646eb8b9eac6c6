import type { FunctionBuilder } from '@innerloop/codegen';
import type { Kernel } from '../plan/plan.js';
import type { EmitContext } from './context.js';
import { emitArgReduce } from './kernels/arg-reduce.js';
import { codeOf, emitCall, isCalled } from './kernels/calls.js';
import type { CalledKernel } from './kernels/calls.js';
import { emitCumulate } from './kernels/cumulate.js';
import { emitMap } from './kernels/map.js';
import { emitMatmul, matmulScratchOf } from './kernels/matmul.js';
import { emitReduce } from './kernels/reduce.js';
import { emitGather, emitScatter } from './kernels/rows.js';

/** The place among the module's functions of the one that a kernel calls. */
export type CalledFunction = (kernel: CalledKernel) => number;

/** Bytes of work area that the code of a kernel needs. */
export function scratchOf(kernel: Kernel): number {
  if (kernel.kind === 'matmul') return matmulScratchOf(kernel);
  return isCalled(kernel) ? codeOf(kernel).scratchBytes : 0;
}

/** Emits a kernel into its function. `positionOf` tells where the function is that it calls. */
export function emitKernel(f: FunctionBuilder, kernel: Kernel, context: EmitContext, positionOf: CalledFunction): void {
  switch (kernel.kind) {
    case 'map':
      emitMap(f, kernel, context);
      break;
    case 'reduce':
      emitReduce(f, kernel, context);
      break;
    case 'argReduce':
      emitArgReduce(f, kernel, context);
      break;
    case 'matmul':
      emitMatmul(f, kernel, context);
      break;
    case 'im2col':
    case 'col2im':
    case 'solve':
      emitCall(f, kernel, positionOf(kernel), context);
      break;
    case 'gather':
      emitGather(f, kernel, context);
      break;
    case 'scatter':
      emitScatter(f, kernel, context);
      break;
    case 'cumulate':
      emitCumulate(f, kernel, context);
      break;
    case 'allGather':
      // The host does it, after the phase that ends here.
      break;
  }
}
