import type { Local } from '../assembler/code-builder.js';
import type { FunctionBuilder } from '../assembler/function-builder.js';

/** Registers that hold a block's sums, row by row, and the code that adds the product of two vectors to one. */
export type Sums = {
  readonly sums: readonly Local[];
  readonly add: (a: Local, b: Local, sum: Local) => void;
  /** Steps of the depth that one turn of the loop along it takes. */
  readonly unroll: number;
};

/** Turns of several steps save little where a product is one instruction. */
const [unrollPlain, unrollRelaxed] = [8, 1];

export function sumRegisters(f: FunctionBuilder, count: number, relaxed: boolean): Sums {
  return {
    sums: Array.from({ length: count }, () => f.local('v128')),
    add: (a, b, sum) => {
      f.get(a).get(b);
      if (relaxed) f.get(sum).f32x4('relaxedMadd').set(sum);
      else f.f32x4('mul').get(sum).f32x4('add').set(sum);
    },
    unroll: relaxed ? unrollRelaxed : unrollPlain,
  };
}
