import type { Local } from '../assembler/code-builder.js';
import type { FunctionBuilder } from '../assembler/function-builder.js';
import { push } from './nest.js';
import type { Pointer } from './nest.js';
import { alongDepth } from './sums.js';
import type { Depth, Sums } from './sums.js';

/** A block of C held in registers, in vectors of four columns of which the last may be part empty. */
export type TileSize = { readonly rows: number; readonly columns: number };

/** Operands of tiles: `a` by rows and depth, `b` by depth, columns contiguous. */
export type TileOperands = {
  readonly a: Pointer;
  readonly b: Pointer;
  /** Bytes from one row of A to the next, and from one step of the depth to the next. */
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
  readonly left: Local;
};

export function tileRegisters(f: FunctionBuilder, vectors: number): TileRegisters {
  return {
    b: Array.from({ length: vectors }, () => f.local('v128')),
    a: f.local('v128'),
    walkA: f.local('i32'),
    walkB: f.local('i32'),
    left: f.local('i32'),
  };
}

/**
 * Emits one tile: `sums[r, c] += Σₖ A[r, k] · B[k, c]`.
 *
 * The loop over the depth stays rolled: V8 spills registers when it is unrolled. Loads of a part-empty vector read
 * up to 12 bytes past the row.
 */
export function emitTile(
  f: FunctionBuilder,
  { rows, columns }: TileSize,
  { a, b, aRow, aDepth, bDepth }: TileOperands,
  { sums, add }: Sums,
  registers: TileRegisters,
  depth: Depth,
): void {
  const { walkA, walkB, left } = registers;
  const vectors = registers.b.slice(0, Math.ceil(columns / 4));
  push(f, a).set(walkA);
  push(f, b).set(walkB);
  alongDepth(f, depth, left, () => {
    vectors.forEach((register, vector) =>
      f
        .get(walkB)
        .v128Load(b.base + 16 * vector)
        .set(register),
    );
    for (let row = 0; row < rows; row++) {
      f.get(walkA)
        .v128LoadSplat(a.base + row * aRow)
        .set(registers.a);
      vectors.forEach((register, vector) => {
        const sum = sums[row * vectors.length + vector];
        if (sum !== undefined) add(registers.a, register, sum);
      });
    }
    f.advance(walkA, aDepth).advance(walkB, bDepth);
  });
}
