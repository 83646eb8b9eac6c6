import type { Local } from '../assembler/code-builder.js';
import type { FunctionBuilder } from '../assembler/function-builder.js';
import { alongDepth } from './along-depth.js';
import type { Depth } from './along-depth.js';
import { lowest, push } from './nest.js';
import type { Pointer } from './nest.js';
import type { Sums } from './sums.js';

/** A block of C held in registers, in vectors of four columns of which the last may be part empty. */
export type TileSize = { readonly rows: number; readonly columns: number };

/** Operands of tiles: `a` by rows and depth, `b` by depth, columns contiguous; distances in bytes. */
export type TileOperands = {
  readonly a: Pointer;
  readonly b: Pointer;
  readonly aRow: number;
  readonly aDepth: number;
  readonly bDepth: number;
};

/** Local variables that every tile of a function uses again. */
export type TileRegisters = {
  readonly b: readonly Local[];
  readonly a: Local;
  readonly walkA: Local;
  readonly walkB: Local;
  readonly end: Local;
};

export function tileRegisters(f: FunctionBuilder, vectors: number): TileRegisters {
  return {
    b: Array.from({ length: vectors }, () => f.local('v128')),
    a: f.local('v128'),
    walkA: f.local('i32'),
    walkB: f.local('i32'),
    end: f.local('i32'),
  };
}

/**
 * Emits one tile: `sums[r, c] += Σₖ A[r, k] · B[k, c]`. Loads of a part-empty vector read up to 12 bytes past the row.
 *
 * V8 keeps the operands of a step in registers all at once: 4 × 8 sums are the largest tile that leaves it enough.
 */
export function emitTile(
  f: FunctionBuilder,
  { rows, columns }: TileSize,
  { a, b, aRow, aDepth, bDepth }: TileOperands,
  { sums, add, unroll }: Sums,
  registers: TileRegisters,
  depth: Depth,
): void {
  const { walkA, walkB, end } = registers;
  const vectors = registers.b.slice(0, Math.ceil(columns / 4));
  const most = columns > 4 && bDepth >= 0 ? unroll : 1;
  const steps = typeof depth === 'number' ? Math.min(depth, most) : most;
  const low = lowest(aRow, rows);
  const step = (at: number): void => {
    vectors.forEach((register, vector) =>
      f
        .get(walkB)
        .v128Load(at * bDepth + 16 * vector)
        .set(register),
    );
    for (let row = 0; row < rows; row++) {
      f.get(walkA)
        .v128LoadSplat(a.base + row * aRow - low)
        .set(registers.a);
      vectors.forEach((register, vector) => {
        const sum = sums[row * vectors.length + vector];
        if (sum !== undefined) add(registers.a, register, sum);
      });
    }
  };
  push(f, a).set(walkA).advance(walkA, low);
  // Short offsets are short instructions; V8 has each offset of a splat in a register of its own anyhow.
  push(f, b).i32Const(b.base).i32('add').set(walkB);
  const advance = (): void => void f.advance(walkB, steps * bDepth);
  alongDepth(f, depth, end, { unroll: steps, step, advance, walk: walkA, bytes: aDepth });
}
