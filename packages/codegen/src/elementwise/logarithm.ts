import type { Local } from '../assembler/code-builder.js';
import type { FunctionBuilder } from '../assembler/function-builder.js';
import type { Operation } from './emit-loops.js';
import { expOfMinusAbs } from './exponential.js';
import { polynomial } from './polynomial.js';

/** The bits of √½: numbers from it to √2 have exponent 0 here, so that logarithms around 1 have nothing to cancel. */
const rootHalfBits = 0x3f3504f3;
const mantissaBits = 0x7fffff;
const smallestNormal = 2 ** -126;
/** ln 2 in two parts: the first has few bits, so that its product with an exponent is exact. */
const [ln2High, ln2Low] = [6.9313812256e-1, 9.0580006145e-6];
/** `log((1 + s) / (1 − s)) / s − 2` in s², over s² (fdlibm, logf). */
const logCoefficients = [0.66666662693, 0.40000972152, 0.28498786688, 0.24279078841];

interface LogRegisters {
  readonly exponent: Local;
  readonly s: Local;
  readonly square: Local;
  readonly half: Local;
}

function logRegisters(f: FunctionBuilder): LogRegisters {
  return { exponent: f.local('v128'), s: f.local('v128'), square: f.local('v128'), half: f.local('v128') };
}

/** Leaves `exponent·ln 2 + log(1 + m)` on the stack, for −0.3 < m < 0.42. */
function emitSeries(f: FunctionBuilder, m: Local, { exponent, s, square, half }: LogRegisters): FunctionBuilder {
  f.get(m).get(m).v128Const(2).f32x4('add').f32x4('div').tee(s).get(s).f32x4('mul').set(square);
  f.get(m).get(m).f32x4('mul').v128Const(0.5).f32x4('mul').set(half);
  polynomial(f, square, logCoefficients).get(square).f32x4('mul').get(half).f32x4('add').get(s).f32x4('mul');
  f.get(exponent).v128Const(ln2Low).f32x4('mul').f32x4('add');
  f.get(half).f32x4('sub').get(m).f32x4('add');
  return f.get(exponent).v128Const(ln2High).f32x4('mul').f32x4('add');
}

/** `log x` within an ulp or two; −∞ at zero, NaN below it. */
export const log: Operation = (f) => {
  const registers = logRegisters(f);
  const { exponent } = registers;
  const [tiny, m, bits] = [f.local('v128'), f.local('v128'), f.local('v128')];
  return (x) => {
    f.get(x).v128Const(smallestNormal).f32x4('lt').set(tiny);
    f.get(x)
      .v128Const(2 ** 23)
      .f32x4('mul')
      .get(x)
      .get(tiny)
      .v128('bitselect');
    f.v128Integers(rootHalfBits).i32x4('sub').tee(bits).i32Const(23).i32x4('shrS').f32x4('ofI32');
    f.get(tiny).v128Const(23).v128('and').f32x4('sub').set(exponent);
    f.get(bits).v128Integers(mantissaBits).v128('and').v128Integers(rootHalfBits).i32x4('add');
    f.v128Const(1).f32x4('sub').set(m);
    emitSeries(f, m, registers).set(m);
    // The series knows positive numbers only: infinity is its own logarithm, −∞ that of zero, NaN that of the rest.
    f.get(x).get(m).get(x).v128Const(Infinity).f32x4('eq').v128('bitselect').set(m);
    f.v128Const(-Infinity).get(m).get(x).v128Const(0).f32x4('eq').v128('bitselect').set(m);
    f.get(m).v128Const(NaN).get(x).v128Const(0).f32x4('ge').v128('bitselect');
  };
};

/** `log(1 + x)`: the logarithm of the rounded sum, and what rounding took from it; relatively precise near zero. */
export const log1p: Operation = (f) => {
  const logarithm = log(f);
  const [sum, rounded] = [f.local('v128'), f.local('v128')];
  return (x) => {
    f.get(x).v128Const(1).f32x4('add').tee(sum).v128Const(1).f32x4('sub').set(rounded);
    logarithm(sum);
    f.get(x).get(rounded).f32x4('sub').get(sum).f32x4('div');
    f.get(x).get(rounded).f32x4('ne').v128('and').f32x4('add');
  };
};

/** From here on, `1 + t` is halved before its logarithm is taken. */
const rootTwoMinusOne = Math.SQRT2 - 1;

/** `log(1 + eˣ) = max(x, 0) + log(1 + t)` with `t = e^−|x|`: nothing overflows; NaN stays NaN. */
export const softplus: Operation = (f) => {
  const registers = logRegisters(f);
  const { exponent } = registers;
  const small = expOfMinusAbs(f);
  const [t, large, m] = [f.local('v128'), f.local('v128'), f.local('v128')];
  return (x) => {
    small(x);
    f.tee(t).v128Const(rootTwoMinusOne).f32x4('gt').set(large);
    f.get(large).v128Const(1).v128('and').set(exponent);
    f.get(t).v128Const(1).f32x4('sub').v128Const(0.5).f32x4('mul').get(t).get(large).v128('bitselect').set(m);
    emitSeries(f, m, registers);
    f.get(x).v128Const(0).f32x4('pmax').f32x4('add');
  };
};
