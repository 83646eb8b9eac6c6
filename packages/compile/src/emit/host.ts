import type { FunctionBuilder, ImportedFunction, Local } from '@innerloop/codegen';
import { definitionOf } from '../graph/functions.js';
import type { MapFunction } from '../graph/functions.js';
import type { DType } from '../graph/node.js';

/** The functions of the host that a module calls, in the order of their places. */
export interface Host {
  readonly imports: readonly ImportedFunction[];
  readonly placeOf: (fn: MapFunction) => number;
}

export const hostOf = (used: readonly MapFunction[]): Host => ({
  imports: used.map((name) => ({ name, arity: definitionOf(name).arity })),
  placeOf: (fn) => used.indexOf(fn),
});

/** Leaves a function that the host computes, lane by lane in float64, on the stack. */
export function emitByHost(
  f: FunctionBuilder,
  place: number,
  operands: readonly { readonly value: Local; readonly dtype: DType }[],
  result: DType,
): void {
  f.v128Integers(0);
  for (let lane = 0; lane < 4; lane++) {
    for (const { value, dtype } of operands) {
      f.get(value);
      if (dtype === 'float32') f.extract(lane).toFloat64('f32');
      else f.extractInteger(lane).toFloat64('i32');
    }
    f.call(place);
    if (result === 'float32') f.ofFloat64('f32').replace(lane);
    else f.ofFloat64('i32').replaceInteger(lane);
  }
}
