import type { I32x4Instruction, Operation } from '@innerloop/codegen';
import type { MapFunction } from '../../graph/functions.js';
import { ofLocals, onStack } from './vector-function.js';
import type { VectorFunction } from './vector-function.js';

const plain = (instruction: I32x4Instruction): VectorFunction => onStack((f) => f.i32x4(instruction));

const square: Operation = (f) => (x) => f.get(x).get(x).i32x4('mul');

const squaredDifference: Operation = (f) => {
  const difference = f.local('v128');
  return (a, b) => f.get(a).get(b).i32x4('sub').tee(difference).get(difference).i32x4('mul');
};

/** Masks are −1 where they hold: what is above zero minus what is below, negated. */
const sign: Operation = (f) => (x) => {
  f.get(x).v128Integers(0).i32x4('ltS');
  f.get(x).v128Integers(0).i32x4('gtS').i32x4('sub');
};

/** Functions of int32 in vectors. Comparisons give masks. */
export const integerFunctions: Partial<Readonly<Record<MapFunction, VectorFunction>>> = {
  add: plain('add'),
  sub: plain('sub'),
  mul: plain('mul'),
  max: plain('maxS'),
  min: plain('minS'),
  neg: plain('neg'),
  abs: plain('abs'),
  relu: onStack((f) => f.v128Integers(0).i32x4('maxS')),
  floor: onStack(() => undefined),
  ceil: onStack(() => undefined),
  round: onStack(() => undefined),
  square: ofLocals(square),
  sign: ofLocals(sign),
  squaredDifference: ofLocals(squaredDifference),
  equal: plain('eq'),
  notEqual: plain('ne'),
  less: plain('ltS'),
  lessEqual: plain('leS'),
  greater: plain('gtS'),
  greaterEqual: plain('geS'),
  isNaN: ofLocals((f) => () => f.v128Integers(0)),
  isInf: ofLocals((f) => () => f.v128Integers(0)),
  isFinite: ofLocals((f) => () => f.v128Integers(-1)),
};
