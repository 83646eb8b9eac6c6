import type { FunctionBuilder, Local } from '@innerloop/codegen';
import type { ReduceFunction } from '../../graph/node.js';

const limits = { least: -2147483648, greatest: 2147483647 };

/** How the elements of a reduction are put together, in vectors. */
export interface Combination {
  /** Leaves the vector of which nothing changes by being put together with it. */
  readonly start: () => void;
  /** Puts the two vectors on the stack together. */
  readonly combine: () => void;
}

export function combination(f: FunctionBuilder, fn: ReduceFunction, form: 'float' | 'integer'): Combination {
  if (form === 'float') {
    const start = { sum: 0, product: 1, max: -Infinity, min: Infinity }[fn];
    const instruction = ({ sum: 'add', product: 'mul', max: 'max', min: 'min' } as const)[fn];
    return { start: () => f.v128Const(start), combine: () => f.f32x4(instruction) };
  }
  const start = { sum: 0, product: 1, max: limits.least, min: limits.greatest }[fn];
  const instruction = ({ sum: 'add', product: 'mul', max: 'maxS', min: 'minS' } as const)[fn];
  return { start: () => f.v128Integers(start), combine: () => f.i32x4(instruction) };
}

/** Puts the lanes of each of up to four vectors together: the first then has the result of the i-th in lane i. */
export function joinLanes(f: FunctionBuilder, parts: readonly Local[], { combine }: Combination): void {
  const first = parts[0] as Local;
  const [low, high] = [f.local('v128'), f.local('v128')];
  const part = (at: number): Local => parts[Math.min(at, parts.length - 1)] as Local;
  const pairs = (x: Local, y: Local, into: Local): void => {
    f.get(x).get(y).shuffle([0, 4, 1, 5]).get(x).get(y).shuffle([2, 6, 3, 7]);
    combine();
    f.set(into);
  };
  pairs(part(0), part(1), low);
  if (parts.length > 2) pairs(part(2), part(3), high);
  else f.get(low).set(high);
  f.get(low).get(high).shuffle([0, 1, 4, 5]).get(low).get(high).shuffle([2, 3, 6, 7]);
  combine();
  f.set(first);
}
