import type { Local } from '../assembler/code-builder.js';
import { FunctionBuilder } from '../assembler/function-builder.js';
import { emitMatmul } from './emit-matmul.js';
import type { Matmul } from './matmul.js';
import { matmulScratchBytes } from './scratch.js';

/** A function of its own for one product. */
export type MatmulFunction = {
  /** `run(a, b, c, scratch)`: byte addresses. */
  readonly build: FunctionBuilder;
  /** Bytes of work area that `run` needs. */
  readonly scratchBytes: number;
};

/** Builds the function of one product, for operands whose addresses are known when it is called. */
export function matmulFunction(matmul: Matmul): MatmulFunction {
  const build = new FunctionBuilder({ name: 'matmul', params: ['i32', 'i32', 'i32', 'i32'] });
  const [a, b, c, scratch] = build.params as readonly [Local, Local, Local, Local];
  emitMatmul(build, matmul, { a, b, c, scratch });
  return { build, scratchBytes: matmulScratchBytes(matmul) };
}
