import type { Local } from '../assembler/code-builder.js';
import type { FunctionBuilder } from '../assembler/function-builder.js';
import type { Operation } from './emit-loops.js';
import { polynomial } from './polynomial.js';

/** Beyond these, the result is zero or infinite anyway, and the exponent stays one that two factors can make. */
const [lowest, highest] = [-104, 89];
/** ln 2 in two parts: the first has few bits, so that its product with a whole number is exact. */
const [ln2High, ln2Low] = [0.693359375, -2.12194440054690583e-4];
/** `(eʳ − 1 − r) / r²` for |r| ≤ ln 2 / 2, within an ulp (Cephes library, expf). */
const expCoefficients = [
  5.0000001201e-1, 1.6666665459e-1, 4.1665795894e-2, 8.3334519073e-3, 1.398199950775e-3, 1.98756915e-4,
];

/** Added to a number below 2²² in size, it leaves the nearest whole number in the low bits of the sum. */
const rounder = 1.5 * 2 ** 23;
/** The bits of 1, and those of an exponent. */
const [one, exponentBits] = [0x3f800000, 0xff800000];

/** `x = (half + rest)·ln 2 + r`, the exponents as the powers of two that they stand for: results at both ends of the range are rounded once. */
interface Reduced {
  readonly r: Local;
  readonly square: Local;
  readonly half: Local;
  readonly rest: Local;
}

function reducedRegisters(f: FunctionBuilder): Reduced {
  return { r: f.local('v128'), square: f.local('v128'), half: f.local('v128'), rest: f.local('v128') };
}

/** Sets the registers for x and leaves `eʳ − 1` on the stack. */
function reduce(f: FunctionBuilder, x: Local, { r, square, half, rest }: Reduced): FunctionBuilder {
  f.get(x).v128Const(lowest).f32x4('pmax').v128Const(highest).f32x4('pmin').tee(r);
  f.v128Const(Math.LOG2E).f32x4('mul').v128Const(rounder).f32x4('add').tee(rest);
  f.v128Const(rounder).f32x4('sub').set(half);
  f.get(r).get(half).v128Const(ln2High).f32x4('mul').f32x4('sub');
  f.get(half).v128Const(ln2Low).f32x4('mul').f32x4('sub').set(r);
  // n·2²³: half of it, cut to a whole exponent, and what is left of it, each with the bits of 1.
  f.get(rest).i32Const(23).i32x4('shl').tee(rest).i32Const(1).i32x4('shrS');
  f.v128Integers(exponentBits).v128('and').v128Integers(one).i32x4('add').set(half);
  f.get(rest)
    .v128Integers(2 * one)
    .i32x4('add')
    .get(half)
    .i32x4('sub')
    .set(rest);
  f.get(r).get(r).f32x4('mul').set(square);
  // In pairs, since the processor waits for one step of a chain before the next.
  const pair = (at: number): FunctionBuilder =>
    f
      .get(r)
      .v128Const(expCoefficients[at + 1] ?? 0)
      .f32x4('mul')
      .v128Const(expCoefficients[at] ?? 0)
      .f32x4('add');
  pair(0);
  pair(2).get(square).f32x4('mul').f32x4('add');
  pair(4).get(square).get(square).f32x4('mul').f32x4('mul').f32x4('add');
  return f.get(square).f32x4('mul').get(r).f32x4('add');
}

/** Leaves `eˣ` on the stack. */
function emitExp(f: FunctionBuilder, x: Local, reduced: Reduced): FunctionBuilder {
  reduce(f, x, reduced).v128Const(1).f32x4('add');
  return f.get(reduced.half).f32x4('mul').get(reduced.rest).f32x4('mul');
}

/** `eˣ` within an ulp or two of the exact value; NaN stays NaN. */
export const exp: Operation = (f) => {
  const reduced = reducedRegisters(f);
  return (x) => emitExp(f, x, reduced);
};

/** `e^−|x|`, in (0, 1]; it keeps x and may use its own result's register. */
export const expOfMinusAbs: Operation = (f) => {
  const reduced = reducedRegisters(f);
  const size = f.local('v128');
  return (x) => {
    f.get(x).f32x4('abs').f32x4('neg').set(size);
    emitExp(f, size, reduced);
  };
};

/** `eˣ − 1 = 2ᵇ·(2ᵃ·(eʳ − 1) + (2ᵃ − 2⁻ᵇ))`, relatively precise near zero, where both exponents are zero; NaN stays NaN. */
export const expm1: Operation = (f) => {
  const reduced = reducedRegisters(f);
  const { half, rest } = reduced;
  return (x) => {
    reduce(f, x, reduced);
    f.get(half).f32x4('mul').get(half);
    f.v128Integers(2 * one)
      .get(rest)
      .i32x4('sub')
      .f32x4('sub')
      .f32x4('add');
    f.get(rest).f32x4('mul');
  };
};

/** `1 / (1 + e⁻ˣ)`, below zero as `eˣ / (1 + eˣ)`: nothing overflows, and small results keep their precision; NaN stays NaN. */
export const sigmoid: Operation = (f) => {
  const small = expOfMinusAbs(f);
  const [power, share] = [f.local('v128'), f.local('v128')];
  return (x) => {
    small(x);
    f.set(power).v128Const(1).get(power).v128Const(1).f32x4('add').f32x4('div').set(share);
    f.get(share).get(power).f32x4('mul').get(share).get(x).v128Const(0).f32x4('lt').v128('bitselect');
  };
};

/** Below, a polynomial keeps the relative precision; above, `1 − 2 / (e²ˣ + 1)`. */
const tanhSmall = 0.625;
/** `(tanh x / x − 1) / x²` in x² (Cephes library, tanhf). */
const tanhCoefficients = [-3.33332819422e-1, 1.33314422036e-1, -5.37397155531e-2, 2.06390887954e-2, -5.70498872745e-3];

/** `tanh x` within an ulp or two; NaN stays NaN. */
export const tanh: Operation = (f) => {
  const reduced = reducedRegisters(f);
  const [size, square, large] = [f.local('v128'), f.local('v128'), f.local('v128')];
  return (x) => {
    f.get(x).f32x4('abs').tee(size).get(size).f32x4('add').set(large);
    f.v128Const(1).v128Const(2);
    emitExp(f, large, reduced).v128Const(1).f32x4('add').f32x4('div').f32x4('sub');
    f.get(x).v128Integers(0x80000000).v128('and').v128('or').set(large);
    f.get(x).get(x).f32x4('mul').set(square);
    polynomial(f, square, tanhCoefficients).get(square).f32x4('mul').get(x).f32x4('mul').get(x).f32x4('add');
    f.get(large).get(size).v128Const(tanhSmall).f32x4('lt').v128('bitselect');
  };
};
