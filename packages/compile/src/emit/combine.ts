import type { FunctionBuilder } from '@innerloop/codegen';
import type { DType, ReduceFunction } from '../graph/node.js';

/** Puts the two vectors on the stack together. */
export function emitCombine(f: FunctionBuilder, fn: ReduceFunction, dtype: DType): void {
  if (dtype === 'float32') f.f32x4(({ sum: 'add', product: 'mul', max: 'max', min: 'min' } as const)[fn]);
  else f.i32x4(({ sum: 'add', product: 'mul', max: 'maxS', min: 'minS' } as const)[fn]);
}

/** What changes nothing when it is put together with anything, in all lanes. */
export function emitNeutral(f: FunctionBuilder, fn: ReduceFunction, dtype: DType): void {
  const float = { sum: 0, product: 1, max: -Infinity, min: Infinity }[fn];
  const integer = { sum: 0, product: 1, max: -2147483648, min: 2147483647 }[fn];
  if (dtype === 'float32') f.v128Const(float);
  else f.v128Integers(integer);
}
