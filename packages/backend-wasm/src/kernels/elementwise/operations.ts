import type { Local } from '../../assembler/code-builder.js';
import type { FunctionBuilder } from '../../assembler/function-builder.js';
import { floatLoop, truthLoop } from './emit-loops.js';
import type { ElementLoop, Lanes } from './emit-loops.js';

/** How an elementwise function is computed on vectors and on single floats; both leave the result on the stack. */
type Operation = (f: FunctionBuilder) => Lanes;

type Basic = 'add' | 'sub' | 'mul' | 'div' | 'min' | 'max';
type Plain = 'neg' | 'abs' | 'sqrt';

function operand(values: readonly Local[], at: number): Local {
  const value = values[at];
  if (value === undefined) throw new Error(`elementwise: operand ${at} is missing.`);
  return value;
}

function basic(instruction: Basic): Operation {
  return (f) => ({
    vector: (values) => f.get(operand(values, 0)).get(operand(values, 1)).f32x4(instruction),
    scalar: (values) => f.get(operand(values, 0)).get(operand(values, 1)).f32(instruction),
  });
}

function plain(instruction: Plain): Operation {
  return (f) => ({
    vector: (values) => f.get(operand(values, 0)).f32x4(instruction),
    scalar: (values) => f.get(operand(values, 0)).f32(instruction),
  });
}

const squaredDifference: Operation = (f) => {
  const [vector, scalar] = [f.local('v128'), f.local('f32')];
  return {
    vector: (values) =>
      f.get(operand(values, 0)).get(operand(values, 1)).f32x4('sub').tee(vector).get(vector).f32x4('mul'),
    scalar: (values) => f.get(operand(values, 0)).get(operand(values, 1)).f32('sub').tee(scalar).get(scalar).f32('mul'),
  };
};

const square: Operation = (f) => ({
  vector: (values) => f.get(operand(values, 0)).get(operand(values, 0)).f32x4('mul'),
  scalar: (values) => f.get(operand(values, 0)).get(operand(values, 0)).f32('mul'),
});

/** `x < 0 ? 0 : x`: NaN stays NaN. */
const relu: Operation = (f) => ({
  vector: (values) => f.get(operand(values, 0)).v128Const(0).f32x4('pmax'),
  scalar: (values) => {
    const x = operand(values, 0);
    f.f32Const(0).get(x).get(x).f32Const(0).f32('lt').select();
  },
});

/** One above zero, else zero; NaN stays NaN. */
const step: Operation = (f) => ({
  vector: (values) => {
    const x = operand(values, 0);
    f.get(x).v128Const(1).get(x).v128Const(0).f32x4('gt').v128('and');
    f.get(x).get(x).f32x4('ne').v128('bitselect');
  },
  scalar: (values) => {
    const x = operand(values, 0);
    f.get(x).f32Const(1).f32Const(0).get(x).f32Const(0).f32('gt').select();
    f.get(x).get(x).f32('ne').select();
  },
});

function oneOver(before: 'sqrt' | undefined): Operation {
  return (f) => ({
    vector: (values) => {
      f.v128Const(1).get(operand(values, 0));
      if (before !== undefined) f.f32x4(before);
      f.f32x4('div');
    },
    scalar: (values) => {
      f.f32Const(1).get(operand(values, 0));
      if (before !== undefined) f.f32(before);
      f.f32('div');
    },
  });
}

/** One with the sign of x, zero for zero and for NaN. */
const sign: Operation = (f) => ({
  vector: (values) => {
    const x = operand(values, 0);
    f.get(x).v128Const(0).f32x4('gt').v128Const(1).v128('and');
    f.get(x).v128Const(0).f32x4('lt').v128Const(1).v128('and').f32x4('sub');
  },
  scalar: (values) => {
    const x = operand(values, 0);
    f.f32Const(1).f32Const(0).get(x).f32Const(0).f32('gt').select();
    f.f32Const(1).f32Const(0).get(x).f32Const(0).f32('lt').select().f32('sub');
  },
});

/** What an elementwise kernel emits and of which type its results are. */
export interface ElementKernel {
  readonly loop: ElementLoop;
  readonly dtype: 'float32' | 'bool';
}

function floats(operation: Operation): ElementKernel {
  return { loop: floatLoop(operation), dtype: 'float32' };
}

function truths(comparison: Parameters<typeof truthLoop>[0]): ElementKernel {
  return { loop: truthLoop(comparison), dtype: 'bool' };
}

/** Functions of two operands, by the kernel's name. Maximum and minimum of NaN and anything are NaN. */
export const binaryOperations: Readonly<Record<string, ElementKernel>> = {
  Add: floats(basic('add')),
  Sub: floats(basic('sub')),
  Multiply: floats(basic('mul')),
  RealDiv: floats(basic('div')),
  Maximum: floats(basic('max')),
  Minimum: floats(basic('min')),
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
  Sign: floats(sign),
  Sqrt: floats(plain('sqrt')),
  Square: floats(square),
  Relu: floats(relu),
  Step: floats(step),
  Rsqrt: floats(oneOver('sqrt')),
  Reciprocal: floats(oneOver(undefined)),
};
