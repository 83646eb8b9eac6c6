import type { FunctionBuilder, Local, Place } from '@innerloop/codegen';
import type { Strides } from './collapse.js';

/** Steps along each dimension from where the loops are. */
export type Shift = readonly number[];

/**
 * Numbers that move along with nested loops: addresses and places. Those of equal strides share a variable; what is constant
 * about them goes into the offsets of loads and stores, and a base that is a parameter is added where it is used.
 */
export interface Pointers {
  /** Leaves an address on the stack, `above` bytes above a base, and returns the offset to use it with. */
  readonly push: (strides: Strides, base: Place, shift: Shift, above?: number) => number;
  /** Runs the body so many times; after each, everything has moved `step` along a dimension. */
  readonly along: (dim: number, times: number, step: number, body: () => void) => void;
  readonly move: (dim: number, steps: number) => void;
}

interface Pointer {
  readonly local: Local;
  readonly strides: Strides;
  /** A negative offset would not do: the whole address is computed. */
  readonly whole: boolean;
  /** How far the variable lags behind; set right at the end of a loop's body. */
  pending: number;
}

/** Pointers for all these ways to move; everything begins at zero. */
export function pointersOf(f: FunctionBuilder, walks: readonly Strides[]): Pointers {
  const known = new Map<string, Pointer>();
  for (const strides of walks) {
    const key = strides.join();
    if (known.has(key) || strides.every((stride) => stride === 0)) continue;
    known.set(key, { local: f.local('i32'), strides, whole: strides.some((stride) => stride < 0), pending: 0 });
  }
  const all = [...known.values()];
  const found = new Map<Strides, Pointer | undefined>();
  const pointerOf = (strides: Strides): Pointer | undefined => {
    if (!found.has(strides)) found.set(strides, known.get(strides.join()));
    return found.get(strides);
  };
  const move = (dim: number, steps: number): void => {
    for (const pointer of all) pointer.pending += (pointer.strides[dim] as number) * steps;
  };
  return {
    move,
    push: (strides, base, shift, above = 0) => {
      const pointer = pointerOf(strides);
      const start = above + (typeof base === 'number' ? base : 0);
      if (pointer === undefined) {
        if (typeof base === 'number') f.i32Const(0);
        else f.get(base);
        return start;
      }
      const offset = shift.reduce((sum, steps, dim) => sum + steps * (strides[dim] as number), start + pointer.pending);
      f.get(pointer.local);
      if (typeof base !== 'number') f.get(base).i32('add');
      if (!pointer.whole && offset >= 0) return offset;
      f.i32Const(offset).i32('add');
      return 0;
    },
    along: (dim, times, step, body) => {
      if (times <= 0) return;
      if (times === 1) {
        body();
        move(dim, step);
        return;
      }
      const before = all.map(({ pending }) => pending);
      f.repeat(times, () => {
        body();
        move(dim, step);
        all.forEach((pointer, at) => {
          f.advance(pointer.local, pointer.pending - (before[at] as number));
          pointer.pending = before[at] as number;
        });
      });
    },
  };
}
