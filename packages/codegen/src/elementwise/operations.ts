import { floatLoop, truthLoop } from './emit-loops.js';
import type { Comparison, ElementLoop, Operation } from './emit-loops.js';
import { exp, expm1, tanh } from './exponential.js';
import { log, log1p, softplus } from './logarithm.js';
import { logicLoop } from './logic.js';
import type { Connective } from './logic.js';
import { pow } from './power.js';
import { ofOne, plain, reciprocal, relu, rsqrt, sign, square } from './plain.js';

/** What an elementwise kernel emits, of which type its results are, and which attributes are parameters of all elements. */
export interface ElementKernel {
  readonly loop: ElementLoop;
  readonly dtype: 'float32' | 'bool';
  readonly parameters: readonly string[];
}

const squaredDifference: Operation = (f) => {
  const difference = f.local('v128');
  return (a, b) => f.get(a).get(b).f32x4('sub').tee(difference).get(difference).f32x4('mul');
};

/** `x > 0 ? 1 : alpha`; NaN stays NaN. */
const step = ofOne((f, x, alpha) => {
  f.get(x);
  f.v128Const(1).get(alpha).get(x).v128Const(0).f32x4('gt').v128('bitselect');
  f.get(x).get(x).f32x4('ne').v128('bitselect');
});

/** `x < 0 ? alpha·x : x`. */
const leakyRelu = ofOne((f, x, alpha) => {
  f.get(x).get(alpha).f32x4('mul').get(x).get(x).v128Const(0).f32x4('lt').v128('bitselect');
});

/** `min(max(x, low), high)`; NaN stays NaN. */
const clip: Operation =
  (f) =>
  (...[x, low, high]) => {
    if (x !== undefined && low !== undefined && high !== undefined)
      f.get(x).get(low).f32x4('pmax').get(high).f32x4('pmin');
  };

const relu6 = ofOne((f, x) => f.get(x).v128Const(0).f32x4('pmax').v128Const(6).f32x4('pmin'));

function floats(operation: Operation, ...parameters: readonly string[]): ElementKernel {
  return { loop: floatLoop(operation), dtype: 'float32', parameters };
}

function logic(connective: Connective): ElementKernel {
  return { loop: logicLoop(connective), dtype: 'bool', parameters: [] };
}

function truths(comparison: Comparison): ElementKernel {
  return { loop: truthLoop(comparison), dtype: 'bool', parameters: [] };
}

/** Functions of two operands, by the kernel's name. Maximum and minimum of NaN and anything are NaN. */
export const binaryOperations: Readonly<Record<string, ElementKernel>> = {
  Add: floats(plain('add')),
  Sub: floats(plain('sub')),
  Multiply: floats(plain('mul')),
  RealDiv: floats(plain('div')),
  Maximum: floats(plain('max')),
  Minimum: floats(plain('min')),
  SquaredDifference: floats(squaredDifference),
  Pow: floats(pow),
  Equal: truths('eq'),
  NotEqual: truths('ne'),
  Less: truths('lt'),
  LessEqual: truths('le'),
  Greater: truths('gt'),
  GreaterEqual: truths('ge'),
};

/** Slopes below zero of one operand by another, `x < 0 ? alpha·x : x`: the kernel's operands have names of their own. */
export const preluOperation: ElementKernel = floats(leakyRelu);

/** Functions of two truth values, by the kernel's name. */
export const logicOperations: Readonly<Record<string, ElementKernel>> = {
  LogicalAnd: logic('and'),
  LogicalOr: logic('or'),
  LogicalXor: logic('xor'),
};

/** Functions of one operand, by the kernel's name; those that TensorFlow.js computes as fast, such as the sigmoid, are not here. */
export const unaryOperations: Readonly<Record<string, ElementKernel>> = {
  Neg: floats(plain('neg')),
  Abs: floats(plain('abs')),
  Sqrt: floats(plain('sqrt')),
  Sign: floats(sign),
  Square: floats(square),
  Relu: floats(relu),
  Relu6: floats(relu6),
  ClipByValue: floats(clip, 'clipValueMin', 'clipValueMax'),
  LeakyRelu: floats(leakyRelu, 'alpha'),
  Step: floats(step, 'alpha'),
  Reciprocal: floats(reciprocal),
  Rsqrt: floats(rsqrt),
  Floor: floats(plain('floor')),
  Ceil: floats(plain('ceil')),
  Round: floats(plain('nearest')),
  Exp: floats(exp),
  Expm1: floats(expm1),
  Log: floats(log),
  Log1p: floats(log1p),
  Tanh: floats(tanh),
  Softplus: floats(softplus),
};
