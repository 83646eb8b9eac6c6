import type { Local } from '../assembler/code-builder.js';
import type { FunctionBuilder } from '../assembler/function-builder.js';
import { alongDepth } from './along-depth.js';
import { lowest, push } from './nest.js';
import type { Pointer } from './nest.js';
import type { Sums } from './sums.js';

const lanes = 4;
const vectorBytes = 16;

export const dotRows = 2;
export const dotColumns = 4;

/** Rows of A and columns of B, both contiguous along the depth; distances in bytes. */
export type DotOperands = {
  readonly a: Pointer;
  readonly b: Pointer;
  readonly aRow: number;
  readonly bColumn: number;
  readonly depth: number;
};

/** Local variables that every block of dot products of a function uses again. */
export type DotRegisters = {
  readonly a: readonly Local[];
  readonly b: Local;
  readonly walkA: Local;
  readonly walkB: Local;
  readonly end: Local;
  /** Ones in the lanes of the depth's last, part-empty vector. */
  readonly mask: Local;
};

export function dotRegisters(f: FunctionBuilder, depth: number): DotRegisters {
  const mask = f.local('v128');
  if (depth % lanes > 0) f.v128Mask(depth % lanes).set(mask);
  return {
    a: Array.from({ length: dotRows }, () => f.local('v128')),
    b: f.local('v128'),
    walkA: f.local('i32'),
    walkB: f.local('i32'),
    end: f.local('i32'),
    mask,
  };
}

/** The products of four steps of the depth, or of those that are left; B's address is `at` times four steps behind. */
function stepOf(
  f: FunctionBuilder,
  { rows, columns }: { readonly rows: number; readonly columns: number },
  { aRow, bColumn }: DotOperands,
  { sums, add }: Sums,
  registers: DotRegisters,
): (at: number, partial: boolean) => void {
  const left = registers.a.slice(0, rows);
  return (at, partial) => {
    const load = (walk: Local, offset: number, into: Local): void => {
      f.get(walk).v128Load(offset);
      if (partial) f.get(registers.mask).v128('and');
      f.set(into);
    };
    left.forEach((register, row) => load(registers.walkA, row * aRow - lowest(aRow, rows), register));
    for (let column = 0; column < columns; column++) {
      load(registers.walkB, column * bColumn - lowest(bColumn, columns) + at * vectorBytes, registers.b);
      left.forEach((register, row) => {
        const sum = sums[row * columns + column];
        if (sum !== undefined) add(register, registers.b, sum);
      });
    }
  };
}

/** Adds the lanes up: of up to four vectors of partial sums, one vector with the sum of each; into the first. */
function emitLaneSums(f: FunctionBuilder, parts: readonly Local[], [low, high]: readonly [Local, Local]): void {
  const [first] = parts;
  if (first === undefined) return;
  const part = (at: number): Local => parts[Math.min(at, parts.length - 1)] ?? first;
  const pairs = (x: Local, y: Local, into: Local): void => {
    f.get(x).get(y).shuffle([0, 4, 1, 5]).get(x).get(y).shuffle([2, 6, 3, 7]).f32x4('add').set(into);
  };
  pairs(part(0), part(1), low);
  pairs(part(2), part(3), high);
  f.get(low).get(high).shuffle([0, 1, 4, 5]).get(low).get(high).shuffle([2, 3, 6, 7]).f32x4('add').set(first);
}

/**
 * Emits a block of `rows × columns` dot products, `Σₖ A[r, k] · B[k, c]`, and leaves those of row r in the lanes of
 * `sums[r · columns]`. Loads read up to 12 bytes past the depth; what they find there does not count, NaN included.
 */
export function emitDots(
  f: FunctionBuilder,
  size: { readonly rows: number; readonly columns: number },
  operands: DotOperands,
  sums: Sums,
  registers: DotRegisters,
): void {
  const { walkA, walkB, end } = registers;
  const step = stepOf(f, size, operands, sums, registers);
  const vectors = Math.floor(operands.depth / lanes);
  const unroll = size.columns < dotColumns ? 1 : Math.max(1, Math.min(sums.unroll, vectors));
  push(f, operands.a)
    .i32Const(operands.a.base + lowest(operands.aRow, size.rows))
    .i32('add')
    .set(walkA);
  push(f, operands.b)
    .i32Const(operands.b.base + lowest(operands.bColumn, size.columns))
    .i32('add')
    .set(walkB);
  alongDepth(f, vectors, end, {
    unroll,
    step: (at) => step(at, false),
    advance: () => f.advance(walkB, unroll * vectorBytes),
    walk: walkA,
    bytes: vectorBytes,
  });
  if (operands.depth % lanes > 0) {
    if (vectors === 1) f.advance(walkA, vectorBytes);
    step(vectors === 1 ? 1 : vectors % unroll, true);
  }
  const [low = registers.b, high = registers.b] = registers.a;
  for (let row = 0; row < size.rows; row++)
    emitLaneSums(f, sums.sums.slice(row * size.columns, (row + 1) * size.columns), [low, high]);
}
