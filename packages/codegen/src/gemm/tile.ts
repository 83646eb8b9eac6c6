import type { Local } from '../assembler/code-builder.js';
import type { FunctionBuilder } from '../assembler/function-builder.js';

/** Distances in bytes between neighbours. */
export interface TileStrides {
  readonly aRow: number;
  readonly aDepth: number;
  readonly bDepth: number;
  readonly cRow: number;
}

/** A block of C held in registers: `rows × columns`, columns in vectors of four of which the last may be part empty. */
export interface Tile {
  readonly rows: number;
  readonly columns: number;
  readonly strides: TileStrides;
  /** Bytes from the first to the end of the last row of B, as a variable. */
  readonly depthBytes: Local;
  /** Add to what C holds; else C is overwritten. */
  readonly accumulate: boolean;
}

/** Local variables that every tile of a function uses again. */
export interface TileRegisters {
  readonly sums: readonly Local[];
  readonly b: readonly Local[];
  readonly a: Local;
  readonly walkA: Local;
  readonly walkB: Local;
  readonly end: Local;
}

export function tileRegisters(f: FunctionBuilder, rows: number, vectors: number): TileRegisters {
  const vector = (): Local => f.local('v128');
  return {
    sums: Array.from({ length: rows * vectors }, vector),
    b: Array.from({ length: vectors }, vector),
    a: vector(),
    walkA: f.local('i32'),
    walkB: f.local('i32'),
    end: f.local('i32'),
  };
}

/** Stores the first `lanes` lanes of a vector; never writes beyond them. */
export function storeLanes(f: FunctionBuilder, address: Local, value: Local, lanes: number, offset: number): void {
  f.get(address).get(value);
  if (lanes === 4) f.v128Store(offset);
  else if (lanes === 1) f.v128StoreLane(0, offset);
  else f.v128StoreHalf(0, offset);
  if (lanes === 3)
    f.get(address)
      .get(value)
      .v128StoreLane(2, offset + 8);
}

/** Calls `visit` for every vector of the tile with its row, its place in the row, its number and its used lanes. */
function eachVector(
  { rows, columns }: Tile,
  visit: (row: number, vector: number, at: number, lanes: number) => void,
): void {
  const vectors = Math.ceil(columns / 4);
  for (let row = 0; row < rows; row++) {
    for (let vector = 0; vector < vectors; vector++)
      visit(row, vector, row * vectors + vector, Math.min(4, columns - 4 * vector));
  }
}

function begin(f: FunctionBuilder, tile: Tile, { sums }: TileRegisters, c: Local): void {
  eachVector(tile, (row, vector, at) => {
    const sum = sums[at];
    if (sum === undefined) return;
    if (tile.accumulate)
      f.get(c)
        .v128Load(row * tile.strides.cRow + 16 * vector)
        .set(sum);
    else f.v128Const(0).set(sum);
  });
}

/** One step along the depth: a column of A times a row of B. */
function multiply(f: FunctionBuilder, tile: Tile, { sums, a, b, walkA, walkB }: TileRegisters): void {
  const vectors = Math.ceil(tile.columns / 4);
  b.slice(0, vectors).forEach((register, vector) =>
    f
      .get(walkB)
      .v128Load(16 * vector)
      .set(register),
  );
  for (let row = 0; row < tile.rows; row++) {
    f.get(walkA)
      .v128LoadSplat(row * tile.strides.aRow)
      .set(a);
    b.slice(0, vectors).forEach((register, vector) => {
      const sum = sums[row * vectors + vector];
      if (sum !== undefined) f.get(a).get(register).f32x4('mul').get(sum).f32x4('add').set(sum);
    });
  }
}

/**
 * Emits one tile: `C[r, c] (+)= Σₖ A[r, k] · B[k, c]`.
 *
 * The loop over the depth stays rolled: V8 spills registers when it is unrolled. Loads of a part-empty vector read
 * up to 12 bytes past the row, which is always inside the heap (XNNPACK counts on the same); stores never do.
 */
export function emitTile(
  f: FunctionBuilder,
  tile: Tile,
  registers: TileRegisters,
  [a, b, c]: readonly [Local, Local, Local],
): void {
  const { walkA, walkB, end } = registers;
  begin(f, tile, registers, c);
  f.get(a).set(walkA).get(b).tee(walkB).get(tile.depthBytes).i32('add').set(end);
  f.doWhile(() => {
    multiply(f, tile, registers);
    f.advance(walkA, tile.strides.aDepth);
    f.get(walkB).i32Const(tile.strides.bDepth).i32('add').tee(walkB).get(end).i32('ne');
  });
  eachVector(tile, (row, vector, at, lanes) => {
    const sum = registers.sums[at];
    if (sum !== undefined) storeLanes(f, c, sum, lanes, row * tile.strides.cRow + 16 * vector);
  });
}
