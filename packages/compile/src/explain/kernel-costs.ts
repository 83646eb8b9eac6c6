import { sizeOf } from '../graph/shapes.js';
import { readsOf, writesOf } from '../plan/traffic.js';
import type { Expression, Kernel } from '../plan/plan.js';

/** What running a kernel once takes. */
export interface KernelCost {
  /** Operations on elements: a multiply-add is two, any function of elements one. */
  readonly flops: number;
  /** Bytes of the buffers that it reads or writes, each once. */
  readonly bytes: number;
}

const operationsOf = (expression: Expression): number =>
  expression.kind === 'apply' ? expression.operands.reduce((sum, each) => sum + operationsOf(each), 1) : 0;

function flopsOf(kernel: Kernel): number {
  switch (kernel.kind) {
    case 'map':
      return sizeOf(kernel.dims) * operationsOf(kernel.value);
    case 'reduce': {
      const results = sizeOf(kernel.dims.filter((_, d) => kernel.reduced[d] !== true));
      return sizeOf(kernel.dims) * (1 + operationsOf(kernel.value)) + results * operationsOf(kernel.epilogue);
    }
    case 'argReduce':
      return sizeOf(kernel.dims) * (1 + operationsOf(kernel.value));
    case 'matmul':
      return sizeOf(kernel.dims) * (2 * kernel.depth + operationsOf(kernel.epilogue));
    case 'solve':
      return kernel.batch * (Math.round(kernel.n ** 3 / 3) + 2 * kernel.n ** 2 * kernel.m);
    case 'col2im':
      return kernel.source.size;
    case 'scatter':
      return kernel.count * kernel.width;
    case 'cumulate':
      return kernel.outer * kernel.length;
    case 'im2col':
    case 'gather':
    case 'allGather':
      return 0;
  }
}

export function costOf(kernel: Kernel): KernelCost {
  const buffers = new Set([...readsOf(kernel), ...writesOf(kernel)]);
  return { flops: flopsOf(kernel), bytes: [...buffers].reduce((sum, { size }) => sum + 4 * size, 0) };
}
