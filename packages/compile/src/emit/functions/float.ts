import { vectorOperations } from '@innerloop/codegen';
import type { F32x4Instruction, Operation } from '@innerloop/codegen';
import type { MapFunction } from '../../graph/functions.js';
import { ofLocals, onStack } from './vector-function.js';
import type { VectorFunction } from './vector-function.js';

const plain = (instruction: F32x4Instruction): VectorFunction => onStack((f) => f.f32x4(instruction));
const known = (name: string): VectorFunction => ofLocals(vectorOperations[name] as Operation);

const squaredDifference: Operation = (f) => {
  const difference = f.local('v128');
  return (a, b) => f.get(a).get(b).f32x4('sub').tee(difference).get(difference).f32x4('mul');
};

/** `x > 0 ? 1 : alpha`; NaN stays NaN. */
const step: Operation =
  (f) =>
  (x, alpha = x) => {
    f.get(x).v128Const(1).get(alpha).get(x).v128Const(0).f32x4('gt').v128('bitselect');
    f.get(x).get(x).f32x4('ne').v128('bitselect');
  };

/** The same for alpha = 0, in fewer instructions: a mask of ones is NaN. */
export const stepFromZero: VectorFunction = ofLocals((f) => (x) => {
  f.get(x).v128Const(0).f32x4('gt').v128Const(1).v128('and');
  f.get(x).get(x).f32x4('ne').v128('or');
});

const isNaN: Operation = (f) => (x) => f.get(x).get(x).f32x4('ne');

/** Functions of float32 in vectors. Comparisons give masks. */
export const floatFunctions: Partial<Readonly<Record<MapFunction, VectorFunction>>> = {
  add: plain('add'),
  sub: plain('sub'),
  mul: plain('mul'),
  div: plain('div'),
  max: plain('max'),
  min: plain('min'),
  neg: plain('neg'),
  abs: plain('abs'),
  sqrt: plain('sqrt'),
  floor: plain('floor'),
  ceil: plain('ceil'),
  round: plain('nearest'),
  relu: onStack((f) => f.v128Const(0).f32x4('pmax')),
  square: known('square'),
  sign: known('sign'),
  rsqrt: known('rsqrt'),
  reciprocal: known('reciprocal'),
  exp: known('exp'),
  expm1: known('expm1'),
  log: known('log'),
  log1p: known('log1p'),
  tanh: known('tanh'),
  sigmoid: known('sigmoid'),
  softplus: known('softplus'),
  squaredDifference: ofLocals(squaredDifference),
  step: ofLocals(step),
  equal: plain('eq'),
  notEqual: plain('ne'),
  less: plain('lt'),
  lessEqual: plain('le'),
  greater: plain('gt'),
  greaterEqual: plain('ge'),
  isNaN: ofLocals(isNaN),
  isInf: onStack((f) => f.f32x4('abs').v128Const(Infinity).f32x4('eq')),
  isFinite: onStack((f) => f.f32x4('abs').v128Const(Infinity).f32x4('lt')),
};
