import type { Local } from '../assembler/code-builder.js';
import type { FunctionBuilder } from '../assembler/function-builder.js';

/** Leaves `c₀ + x·(c₁ + x·(…))` on the stack. */
export function polynomial(f: FunctionBuilder, x: Local, coefficients: readonly number[]): FunctionBuilder {
  const [last = 0, ...others] = [...coefficients].reverse();
  f.v128Const(last);
  for (const coefficient of others) f.get(x).f32x4('mul').v128Const(coefficient).f32x4('add');
  return f;
}
