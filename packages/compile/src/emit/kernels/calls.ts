import { emitCholeskySolve, emitCol2Im, emitIm2Col } from '@innerloop/codegen';
import type { FunctionBuilder } from '@innerloop/codegen';
import type { Buffer, Kernel, PatchesKernel, SolveKernel } from '../../plan/plan.js';
import type { EmitContext } from '../context.js';

/** A kernel whose code is a function of addresses: those of one form share it. */
export type CalledKernel = PatchesKernel | SolveKernel;

/** `build` is the function `run(…operands, out, scratch)`. */
interface CalledCode {
  readonly build: FunctionBuilder;
  readonly scratchBytes: number;
}

const called: ReadonlySet<Kernel['kind']> = new Set<Kernel['kind']>(['im2col', 'col2im', 'solve']);
export const isCalled = (kernel: Kernel): kernel is CalledKernel => called.has(kernel.kind);

/** What kernels that share a function have in common. */
export const formOf = (kernel: CalledKernel): string =>
  kernel.kind === 'solve'
    ? `solve ${kernel.batch} ${kernel.n} ${kernel.m}`
    : kernel.kind + JSON.stringify(kernel.geometry);

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

const operandsOf = (kernel: CalledKernel): readonly Buffer[] =>
  kernel.kind === 'solve' ? [kernel.matrices, kernel.sides] : [kernel.source];

/** Emits the call of a kernel's function at its place among those of the module. */
export function emitCall(
  f: FunctionBuilder,
  kernel: CalledKernel,
  position: number,
  { addressOf, scratch }: EmitContext,
): void {
  for (const buffer of [...operandsOf(kernel), kernel.out]) f.i32Const(addressOf(buffer));
  f.i32Const(scratch).call(position);
}
