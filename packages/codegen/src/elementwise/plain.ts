import type { Local } from '../assembler/code-builder.js';
import type { FunctionBuilder } from '../assembler/function-builder.js';
import type { Operation } from './emit-loops.js';

type Instruction = Parameters<FunctionBuilder['f32x4']>[0];

/** One instruction on all operands. */
export const plain =
  (instruction: Instruction): Operation =>
  (f) =>
  (...values) => {
    for (const value of values) f.get(value);
    f.f32x4(instruction);
  };

/** A function of one operand and perhaps the parameter. */
export const ofOne =
  (compute: (f: FunctionBuilder, x: Local, parameter: Local) => void): Operation =>
  (f) =>
  (x, parameter = x) =>
    compute(f, x, parameter);

/** One with the sign of x; zero for zero and for NaN. */
export const sign: Operation = ofOne((f, x) => {
  f.get(x).v128Const(0).f32x4('gt').v128Const(1).v128('and');
  f.get(x).v128Const(0).f32x4('lt').v128Const(1).v128('and').f32x4('sub');
});

export const square: Operation = ofOne((f, x) => f.get(x).get(x).f32x4('mul'));
/** `x < 0 ? 0 : x`: NaN stays NaN. */
export const relu: Operation = ofOne((f, x) => f.get(x).v128Const(0).f32x4('pmax'));
export const reciprocal: Operation = ofOne((f, x) => f.v128Const(1).get(x).f32x4('div'));
export const rsqrt: Operation = ofOne((f, x) => f.v128Const(1).get(x).f32x4('sqrt').f32x4('div'));
