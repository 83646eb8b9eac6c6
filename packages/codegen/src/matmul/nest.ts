import type { Local } from '../assembler/code-builder.js';
import type { FunctionBuilder } from '../assembler/function-builder.js';
import type { Strides } from './loops.js';
import type { Place } from './matmul.js';

/** A walking address and a constant number of bytes above it, which loads and stores take as their offset. */
export type Pointer = {
  /** Absent when the address is constant. */
  readonly walk: Local | undefined;
  readonly base: number;
  readonly strides: Strides;
};

/** Nested loops that move pointers along. */
export type Nest = {
  /** A pointer so many bytes above a place that the loops move; made before the first loop. Operands that move alike share one variable. */
  readonly pointer: (place: Place, offset: number, strides: Strides) => Pointer;
  /** Moves all pointers by some steps along a loop. */
  readonly move: (loop: number, steps: number) => void;
  /** Runs the body over an extent in pieces of `step`, and of what is left; the pointers are then where they were. */
  readonly along: (loop: number, extent: number, step: number, body: (size: number) => void) => void;
};

export function nest(f: FunctionBuilder): Nest {
  const walks = new Map<string, { readonly walk: Local; readonly strides: Strides }>();
  const shared = (place: Place, strides: Strides): Local | undefined => {
    const fixed = strides.every((stride) => stride === 0);
    if (fixed) return typeof place === 'number' ? undefined : place;
    const key = `${typeof place === 'number' ? '' : place.index}:${strides.join()}`;
    const known = walks.get(key);
    if (known !== undefined) return known.walk;
    const walk = f.local('i32');
    if (typeof place === 'number') f.i32Const(0).set(walk);
    else f.get(place).set(walk);
    walks.set(key, { walk, strides });
    return walk;
  };
  const move = (loop: number, steps: number): void => {
    for (const { walk, strides } of walks.values()) f.advance(walk, (strides[loop] ?? 0) * steps);
  };
  return {
    pointer: (place, offset, strides) => ({
      walk: shared(place, strides),
      base: offset + (typeof place === 'number' ? place : 0),
      strides,
    }),
    move,
    along: (loop, extent, step, body) => {
      const full = Math.floor(extent / step);
      const rest = extent % step;
      if (full === 1 && rest === 0) {
        body(step);
        return;
      }
      f.repeat(full, () => {
        body(step);
        move(loop, step);
      });
      if (rest > 0) body(rest);
      move(loop, -full * step);
    },
  };
}

/** Leaves a pointer's variable part on the stack. */
export function push(f: FunctionBuilder, { walk }: Pointer): FunctionBuilder {
  return walk === undefined ? f.i32Const(0) : f.get(walk);
}

/**
 * Bytes below a pointer at which the lowest of `count` places lies, at most 0: offsets of loads and stores count from
 * there, for they cannot be negative.
 */
export const lowest = (stride: number, count: number): number => Math.min(0, stride * (count - 1));
