import { emitCholeskySolve, emitCol2Im, emitIm2Col } from '@innerloop/codegen';
import type { FunctionBuilder } from '@innerloop/codegen';
import type { Buffer, Kernel, PatchesKernel, SolveKernel } from '../../plan/plan.js';

/** A kernel whose code is a function of addresses as it comes. */
export type CalledKernel = PatchesKernel | SolveKernel;

/** `build` is the function `run(…operands, out, scratch)`. */
interface CalledCode {
  readonly build: FunctionBuilder;
  readonly scratchBytes: number;
}

const called: ReadonlySet<Kernel['kind']> = new Set<Kernel['kind']>(['im2col', 'col2im', 'solve']);
export const isCalled = (kernel: Kernel): kernel is CalledKernel => called.has(kernel.kind);

export function codeOf(kernel: CalledKernel): CalledCode {
  switch (kernel.kind) {
    case 'im2col':
      return emitIm2Col(kernel.geometry);
    case 'col2im':
      return emitCol2Im(kernel.geometry);
    case 'solve':
      return emitCholeskySolve(kernel);
  }
}

/** The buffers whose addresses its function takes, in order; the address of the work area comes after them. */
export const operandsOf = (kernel: CalledKernel): readonly Buffer[] =>
  kernel.kind === 'solve' ? [kernel.matrices, kernel.sides, kernel.out] : [kernel.source, kernel.out];
