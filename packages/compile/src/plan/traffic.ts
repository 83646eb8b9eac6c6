import type { Buffer, Expression, Kernel } from './plan.js';

/** The loads of an expression. */
export function loadsOf(expression: Expression): readonly Extract<Expression, { kind: 'load' }>[] {
  if (expression.kind === 'load') return [expression];
  return expression.kind === 'apply' ? expression.operands.flatMap(loadsOf) : [];
}

const buffersOf = (expression: Expression): Buffer[] => loadsOf(expression).map(({ access }) => access.buffer);

/** What a kernel reads. */
export function readsOf(kernel: Kernel): readonly Buffer[] {
  switch (kernel.kind) {
    case 'map':
    case 'argReduce':
      return buffersOf(kernel.value);
    case 'reduce':
      return [...buffersOf(kernel.value), ...buffersOf(kernel.epilogue)];
    case 'matmul':
      return [kernel.a.buffer, kernel.b.buffer, ...buffersOf(kernel.epilogue)];
    case 'gather':
    case 'scatter':
      return [kernel.source, kernel.indices];
    case 'solve':
      return [kernel.matrices, kernel.sides];
    default:
      return [kernel.source];
  }
}

/** What it writes. */
export function writesOf(kernel: Kernel): readonly Buffer[] {
  return ['buffer' in kernel.out ? kernel.out.buffer : kernel.out];
}
