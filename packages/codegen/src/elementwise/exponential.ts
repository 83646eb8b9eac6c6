import type { Local } from '../assembler/code-builder.js';
import type { FunctionBuilder } from '../assembler/function-builder.js';
import type { Operation } from './emit-loops.js';

/** Leaves `c₀ + x·(c₁ + x·(…))` on the stack. */
function polynomial(f: FunctionBuilder, x: Local, coefficients: readonly number[]): FunctionBuilder {
  const [last = 0, ...others] = [...coefficients].reverse();
  f.v128Const(last);
  for (const coefficient of others) f.get(x).f32x4('mul').v128Const(coefficient).f32x4('add');
  return f;
}

/** Beyond these, the result is zero or infinite anyway, and the exponent stays one that two factors can make. */
const [lowest, highest] = [-104, 89];
/** ln 2 in two parts: the first has few bits, so that its product with a whole number is exact. */
const [ln2High, ln2Low] = [0.693359375, -2.12194440054690583e-4];
/** `(eʳ − 1 − r) / r²` for |r| ≤ ln 2 / 2, within an ulp (Cephes library, expf). */
const expCoefficients = [
  5.0000001201e-1, 1.6666665459e-1, 4.1665795894e-2, 8.3334519073e-3, 1.398199950775e-3, 1.98756915e-4,
];

/** Leaves 2ⁿ for the whole numbers n of a register on the stack, |n| ≤ 126. */
function powerOfTwo(f: FunctionBuilder, n: Local): FunctionBuilder {
  return f.get(n).v128Integers(127).i32x4('add').i32Const(23).i32x4('shl');
}

interface ExpRegisters {
  readonly r: Local;
  readonly n: Local;
  readonly half: Local;
}

function expRegisters(f: FunctionBuilder): ExpRegisters {
  return { r: f.local('v128'), n: f.local('v128'), half: f.local('v128') };
}

/** Leaves `eˣ = 2ⁿ·eʳ` on the stack; 2ⁿ in two factors, so that results at both ends of the range are rounded once. */
function emitExp(f: FunctionBuilder, x: Local, { r, n, half }: ExpRegisters): FunctionBuilder {
  f.get(x).v128Const(lowest).f32x4('max').v128Const(highest).f32x4('min').tee(r);
  f.v128Const(Math.LOG2E).f32x4('mul').f32x4('nearest').set(n);
  f.get(r).get(n).v128Const(ln2High).f32x4('mul').f32x4('sub');
  f.get(n).v128Const(ln2Low).f32x4('mul').f32x4('sub').set(r);
  f.get(n).f32x4('toI32').tee(n).i32Const(1).i32x4('shrS').set(half);
  polynomial(f, r, expCoefficients).get(r).f32x4('mul').get(r).f32x4('mul').get(r).f32x4('add');
  f.v128Const(1).f32x4('add');
  powerOfTwo(f, half).f32x4('mul');
  f.get(n).get(half).i32x4('sub').set(n);
  return powerOfTwo(f, n).f32x4('mul');
}

/** `eˣ` within an ulp or two of the exact value; NaN stays NaN. */
export const exp: Operation = (f) => {
  const registers = expRegisters(f);
  return (x) => emitExp(f, x, registers);
};

/** Below, a polynomial keeps the relative precision; above, `1 − 2 / (e²ˣ + 1)`. */
const tanhSmall = 0.625;
/** `(tanh x / x − 1) / x²` in x² (Cephes library, tanhf). */
const tanhCoefficients = [-3.33332819422e-1, 1.33314422036e-1, -5.37397155531e-2, 2.06390887954e-2, -5.70498872745e-3];

/** `tanh x` within an ulp or two; NaN stays NaN. */
export const tanh: Operation = (f) => {
  const registers = expRegisters(f);
  const [size, square, large] = [f.local('v128'), f.local('v128'), f.local('v128')];
  return (x) => {
    f.get(x).f32x4('abs').tee(size).get(size).f32x4('add').set(large);
    f.v128Const(1).v128Const(2);
    emitExp(f, large, registers).v128Const(1).f32x4('add').f32x4('div').f32x4('sub');
    f.get(x).v128Integers(0x80000000).v128('and').v128('or').set(large);
    f.get(x).get(x).f32x4('mul').set(square);
    polynomial(f, square, tanhCoefficients).get(square).f32x4('mul').get(x).f32x4('mul').get(x).f32x4('add');
    f.get(large).get(size).v128Const(tanhSmall).f32x4('lt').v128('bitselect');
  };
};
