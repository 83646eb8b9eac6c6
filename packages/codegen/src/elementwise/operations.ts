import type { Local } from '../assembler/code-builder.js';
import type { FunctionBuilder } from '../assembler/function-builder.js';
import { floatLoop, truthLoop } from './emit-loops.js';
import type { Comparison, ElementLoop, Operation } from './emit-loops.js';
import { exp, tanh } from './exponential.js';

/** What an elementwise kernel emits, of which type its results are, and which attribute is the parameter of all elements. */
export interface ElementKernel {
  readonly loop: ElementLoop;
  readonly dtype: 'float32' | 'bool';
  readonly parameter?: string;
}

type Instruction = Parameters<FunctionBuilder['f32x4']>[0];

/** One instruction on all operands. */
const plain =
  (instruction: Instruction): Operation =>
  (f) =>
  (...values) => {
    for (const value of values) f.get(value);
    f.f32x4(instruction);
  };

/** A function of one operand and perhaps the parameter. */
const ofOne =
  (compute: (f: FunctionBuilder, x: Local, parameter: Local) => void): Operation =>
  (f) =>
  (x, parameter = x) =>
    compute(f, x, parameter);

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

/** One with the sign of x; zero for zero and for NaN. */
const sign = ofOne((f, x) => {
  f.get(x).v128Const(0).f32x4('gt').v128Const(1).v128('and');
  f.get(x).v128Const(0).f32x4('lt').v128Const(1).v128('and').f32x4('sub');
});

const square = ofOne((f, x) => f.get(x).get(x).f32x4('mul'));
/** `x < 0 ? 0 : x`: NaN stays NaN. */
const relu = ofOne((f, x) => f.get(x).v128Const(0).f32x4('pmax'));
const reciprocal = ofOne((f, x) => f.v128Const(1).get(x).f32x4('div'));
const rsqrt = ofOne((f, x) => f.v128Const(1).get(x).f32x4('sqrt').f32x4('div'));

function floats(operation: Operation, parameter?: string): ElementKernel {
  return { loop: floatLoop(operation), dtype: 'float32', ...(parameter === undefined ? {} : { parameter }) };
}

function truths(comparison: Comparison): ElementKernel {
  return { loop: truthLoop(comparison), dtype: 'bool' };
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
  Equal: truths('eq'),
  NotEqual: truths('ne'),
  Less: truths('lt'),
  LessEqual: truths('le'),
  Greater: truths('gt'),
  GreaterEqual: truths('ge'),
};

/** Functions of one operand, by the kernel's name. */
export const unaryOperations: Readonly<Record<string, ElementKernel>> = {
  Neg: floats(plain('neg')),
  Abs: floats(plain('abs')),
  Sqrt: floats(plain('sqrt')),
  Sign: floats(sign),
  Square: floats(square),
  Relu: floats(relu),
  LeakyRelu: floats(leakyRelu, 'alpha'),
  Step: floats(step, 'alpha'),
  Reciprocal: floats(reciprocal),
  Rsqrt: floats(rsqrt),
  Exp: floats(exp),
  Tanh: floats(tanh),
};
