import type { Local } from '../assembler/code-builder.js';
import type { FunctionBuilder } from '../assembler/function-builder.js';
import type { Operation } from './emit-loops.js';

/** Bits of a float64 that come before its fraction, and those of √½: numbers from it to √2 have exponent 0 here. */
const fractionBits = 52;
const rootHalf = Math.SQRT1_2;
/** Beyond these, a power of two is zero or infinite as a float32. */
const [lowest, highest] = [-160, 160];
/** Added to a number below 2⁵¹ in size, it leaves the nearest whole number in the low bits of the sum. */
const rounder = 1.5 * 2 ** 52;
/** `log₂((1 + s) / (1 − s)) / s` in s², |s| ≤ 0.1716: the terms of the series that reach 2⁻³⁶. */
const logTerms = [1, 3, 5, 7, 9, 11, 13].map((n) => 2 / (n * Math.LN2));
/** `2ʳ` in r, |r| ≤ ½: the terms of the series that reach 2⁻³². */
const powerTerms = [1, 2, 3, 4, 5, 6, 7, 8, 9].reduce<number[]>(
  (terms, n) => [...terms, ((terms.at(-1) ?? 1) * Math.LN2) / n],
  [1],
);

interface Registers {
  readonly m: Local;
  readonly k: Local;
  readonly s: Local;
  readonly square: Local;
}

/** Leaves `c₀ + x·(c₁ + x·(…))` on the stack, in float64. */
function polynomial(f: FunctionBuilder, x: Local, coefficients: readonly number[]): FunctionBuilder {
  const [last = 0, ...others] = [...coefficients].reverse();
  f.v128Doubles(last);
  for (const coefficient of others) f.get(x).f64x2('mul').v128Doubles(coefficient).f64x2('add');
  return f;
}

/** Leaves log₂ of the two positive, finite numbers of a register on the stack; anything for others. */
function emitLog2(f: FunctionBuilder, x: Local, { m, k, s, square }: Registers): FunctionBuilder {
  f.get(x).v128Doubles(rootHalf).i64x2('sub').i32Const(fractionBits).i64x2('shrS').set(k);
  f.get(x).get(k).i32Const(fractionBits).i64x2('shl').i64x2('sub').set(m);
  f.get(m).v128Doubles(1).f64x2('sub').get(m).v128Doubles(1).f64x2('add').f64x2('div').tee(s);
  f.get(s).f64x2('mul').set(square);
  polynomial(f, square, logTerms).get(s).f64x2('mul');
  return f.get(k).get(k).shuffle([0, 2, 0, 2]).f64x2('ofInteger').f64x2('add');
}

/** Leaves 2ʸ of the two numbers on the stack there; NaN stays NaN. */
function emitPower2(f: FunctionBuilder, { m, k, s }: Registers): FunctionBuilder {
  f.v128Doubles(lowest).f64x2('pmax').v128Doubles(highest).f64x2('pmin').tee(s);
  f.v128Doubles(rounder).f64x2('add').tee(k).v128Doubles(rounder).f64x2('sub').set(m);
  f.get(s).get(m).f64x2('sub').set(s);
  polynomial(f, s, powerTerms);
  return f.get(k).i32Const(fractionBits).i64x2('shl').v128Doubles(1).i64x2('add').f64x2('mul');
}

/** Two lanes of `|a|ᵇ` for a ≥ 0, computed in float64; where `special` has ones, log₂ |a| is `logarithm` itself. */
function emitHalf(
  f: FunctionBuilder,
  [a, b, logarithm, special]: readonly [Local, Local, Local, Local],
  half: 0 | 1,
  registers: Registers,
): FunctionBuilder {
  const lanes = half === 0 ? ([0, 1, 0, 1] as const) : ([2, 3, 2, 3] as const);
  const wide = (x: Local): FunctionBuilder =>
    f
      .get(x)
      .get(x)
      .shuffle([...lanes])
      .f64x2('ofLow');
  wide(a).set(registers.m);
  wide(b).set(registers.s);
  const [x, exponent] = [f.local('v128'), f.local('v128')];
  f.get(registers.m).set(x).get(registers.s).set(exponent);
  wide(logarithm);
  emitLog2(f, x, registers);
  const [first, second] = half === 0 ? ([0, 1] as const) : ([2, 3] as const);
  f.get(special).get(special).shuffle([first, first, second, second]).v128('bitselect');
  f.get(exponent).f64x2('mul');
  return emitPower2(f, registers).f64x2('toLow');
}

/** Where b is a whole number, and where an odd one, as masks. */
function emitParity(f: FunctionBuilder, b: Local, whole: Local, odd: Local): void {
  f.get(b).f32x4('nearest').get(b).f32x4('eq').set(whole);
  f.get(b).v128Const(0.5).f32x4('mul').tee(odd).f32x4('nearest').get(odd).f32x4('ne');
  f.get(whole).v128('and').set(odd);
}

/**
 * `aᵇ` within an ulp, by `2^(b·log₂ |a|)` in float64, with the special values of JavaScript's `Math.pow`: 1 for b = 0, NaN for
 * |a| = 1 and b = ±∞, NaN below zero unless b is whole, the sign of a for odd b.
 */
export const pow: Operation = (f) => {
  const vector = (): Local => f.local('v128');
  const registers = { m: vector(), k: vector(), s: vector(), square: vector() };
  const [size, logarithm, special, whole, odd, result] = [vector(), vector(), vector(), vector(), vector(), vector()];
  return (...[a, b]) => {
    if (a === undefined || b === undefined) return;
    f.get(a).f32x4('abs').set(size);
    // Zero, infinity and NaN: their logarithms are −∞ and themselves.
    f.v128Const(-Infinity).get(size).get(size).v128Const(0).f32x4('eq').v128('bitselect').set(logarithm);
    f.get(size).v128Const(0).f32x4('gt').get(size).v128Const(Infinity).f32x4('lt').v128('and').v128('not').set(special);
    emitHalf(f, [size, b, logarithm, special], 0, registers).set(result);
    f.get(result);
    emitHalf(f, [size, b, logarithm, special], 1, registers).shuffle([0, 1, 4, 5]).set(result);
    emitParity(f, b, whole, odd);
    f.get(result).get(a).v128Integers(0x80000000).v128('and').get(odd).v128('and').v128('or').set(result);
    f.v128Const(NaN).get(result);
    f.get(a).v128Const(0).f32x4('lt').get(a).v128Const(-Infinity).f32x4('gt').v128('and');
    f.get(whole).v128('andnot').v128('bitselect').set(result);
    f.v128Const(1).get(result).get(b).v128Const(0).f32x4('eq').v128('bitselect');
  };
};
