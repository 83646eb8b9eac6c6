import type { Local } from '../assembler/code-builder.js';
import type { FunctionBuilder } from '../assembler/function-builder.js';
import type { Depth } from './along-depth.js';
import { readLanes, writeLanes } from './finish.js';
import type { Position } from './finish.js';
import { depthFromEnd } from './loops.js';
import type { Product } from './product.js';

/** A depth cut into blocks. C holds the sums of the blocks done so far. */
export type DepthBlocks = {
  /** Steps of the block at hand. */
  readonly steps: Depth;
  /** Sets the sums to what they are before the block at hand. */
  readonly begin: (sums: readonly Sum[]) => void;
  /** Stores the sums, or finishes them after the last block. */
  readonly end: (sums: readonly Sum[]) => void;
  /** Runs the body for each block. */
  readonly each: (body: () => void) => void;
};

/** A register of four sums and where in C they belong. */
export type Sum = { readonly register: Local; readonly position: Position };

export function depthBlocks(f: FunctionBuilder, { loops, plan, nest, c, finish, finishes }: Product): DepthBlocks {
  const loop = loops.sizes.length - depthFromEnd;
  const depth = loops.sizes[loop] ?? 1;
  const { depthBlocks: blocks, depthStep } = plan;
  const zero = (sums: readonly Sum[]): void => sums.forEach(({ register }) => f.v128Const(0).set(register));
  const finished = (sums: readonly Sum[]): void => sums.forEach(({ register, position }) => finish(register, position));
  if (blocks === 1) return { steps: depth, begin: zero, end: finished, each: (body) => body() };
  const [left, steps] = [f.local('i32'), f.local('i32')];
  const stored = (sums: readonly Sum[]): void =>
    sums.forEach(({ register, position }) => writeLanes(f, c, position, register));
  return {
    steps,
    begin: (sums) => {
      f.get(left)
        .i32Const(blocks)
        .i32('eq')
        .either(
          () => zero(sums),
          () =>
            sums.forEach(({ register, position }) => {
              readLanes(f, c, position);
              f.set(register);
            }),
        );
    },
    end: (sums) => {
      if (!finishes) stored(sums);
      else
        f.get(left)
          .i32Const(1)
          .i32('eq')
          .either(
            () => finished(sums),
            () => stored(sums),
          );
    },
    each: (body) => {
      f.i32Const(blocks).set(left);
      f.doWhile(() => {
        f.i32Const(depth - (blocks - 1) * depthStep).i32Const(depthStep);
        f.get(left).i32Const(1).i32('eq').select().set(steps);
        body();
        nest.move(loop, depthStep);
        f.get(left).i32Const(-1).i32('add').tee(left);
      });
      nest.move(loop, -blocks * depthStep);
    },
  };
}
