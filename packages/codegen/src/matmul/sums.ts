import type { Local } from '../assembler/code-builder.js';
import type { FunctionBuilder } from '../assembler/function-builder.js';

/** Registers that hold a block's sums, row by row, and the code that adds the product of two vectors to one. */
export type Sums = {
  readonly sums: readonly Local[];
  readonly add: (a: Local, b: Local, sum: Local) => void;
};

export function sumRegisters(f: FunctionBuilder, count: number, relaxed: boolean): Sums {
  return {
    sums: Array.from({ length: count }, () => f.local('v128')),
    add: (a, b, sum) => {
      f.get(a).get(b);
      if (relaxed) f.get(sum).f32x4('relaxedMadd').set(sum);
      else f.f32x4('mul').get(sum).f32x4('add').set(sum);
    },
  };
}

/** How far a block goes along the depth: so many steps, known now or held by a variable that is at least one. */
export type Depth = number | Local;

/** Runs the body, which moves its addresses itself, once for every step of a depth. */
export function alongDepth(f: FunctionBuilder, depth: Depth, left: Local, body: () => void): void {
  if (depth === 0) return;
  if (depth === 1) {
    body();
    return;
  }
  if (typeof depth === 'number') f.i32Const(depth).set(left);
  else f.get(depth).set(left);
  f.doWhile(() => {
    body();
    f.get(left).i32Const(-1).i32('add').tee(left);
  });
}
