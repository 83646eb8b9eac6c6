import type { FunctionBuilder } from '@innerloop/codegen';
import type { MapFunction } from '../../graph/functions.js';
import type { Form } from '../values/value.js';
import { onStack } from './vector-function.js';
import type { VectorFunction } from './vector-function.js';

/** Functions of masks. */
export const maskFunctions: Partial<Readonly<Record<MapFunction, VectorFunction>>> = {
  not: onStack((f) => f.v128('not')),
  and: onStack((f) => f.v128('and')),
  or: onStack((f) => f.v128('or')),
  xor: onStack((f) => f.v128('xor')),
};

/** Turns what is on the stack into another form. A float or integer is true unless it is zero; NaN is true. */
export function convert(f: FunctionBuilder, from: Form, to: Form): void {
  if (from === to) return;
  if (from === 'mask') {
    if (to === 'float') f.v128Const(1).v128('and');
    else f.v128Integers(1).v128('and');
  } else if (to === 'mask') {
    if (from === 'float') f.v128Const(0).f32x4('ne');
    else f.v128Integers(0).i32x4('ne');
  } else f.f32x4(to === 'float' ? 'ofI32' : 'toI32');
}
