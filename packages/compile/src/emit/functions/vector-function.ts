import type { FunctionBuilder, Operation } from '@innerloop/codegen';

/** A function of vectors: of operands on the stack, or in variables; it leaves its result on the stack. */
export type VectorFunction = { readonly onStack: (f: FunctionBuilder) => void } | { readonly ofLocals: Operation };

export const onStack = (emit: (f: FunctionBuilder) => void): VectorFunction => ({ onStack: emit });
export const ofLocals = (operation: Operation): VectorFunction => ({ ofLocals: operation });
