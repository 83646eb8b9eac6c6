import type { FunctionBuilder } from '@innerloop/codegen';
import type { Kernel } from '../plan/plan.js';
import type { EmitContext } from './context.js';
import { emitArgReduce } from './kernels/arg-reduce.js';
import { codeOf, isCalled } from './kernels/calls.js';
import { emitCumulate } from './kernels/cumulate.js';
import { emitMap } from './kernels/map.js';
import { emitMatmul, matmulScratchOf } from './kernels/matmul.js';
import { emitReduce } from './kernels/reduce.js';
import { emitGather, emitScatter } from './kernels/rows.js';

/** Bytes of work area that the code of a kernel needs. */
export function scratchOf(kernel: Kernel): number {
  if (kernel.kind === 'matmul') return matmulScratchOf(kernel);
  return isCalled(kernel) ? codeOf(kernel).scratchBytes : 0;
}

/** Emits a kernel into its function. */
export function emitKernel(f: FunctionBuilder, kernel: Kernel, context: EmitContext): void {
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
    case 'gather':
      emitGather(f, kernel, context);
      break;
    case 'scatter':
      emitScatter(f, kernel, context);
      break;
    case 'cumulate':
      emitCumulate(f, kernel, context);
      break;
    case 'im2col':
    case 'col2im':
    case 'solve':
      // Their functions come whole from `codeOf`.
      break;
    case 'allGather':
      // The host does it, after the phase that ends here.
      break;
  }
}
