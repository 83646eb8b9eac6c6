import type { Local } from '../assembler/code-builder.js';
import type { FunctionBuilder } from '../assembler/function-builder.js';
import { walk } from '../assembler/walk.js';

/** `C[r, c] = Σₖ A[r, k] · B[c, k]`, both operands contiguous along the depth. */
export interface Dots {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
}

const bytes = 4;
const blockRows = 2;
const blockColumns = 4;

interface DotRegisters {
  readonly sums: readonly Local[];
  readonly a: readonly Local[];
  readonly b: Local;
  readonly walkA: Local;
  readonly walkB: Local;
  readonly left: Local;
}

function dotRegisters(f: FunctionBuilder): DotRegisters {
  const vector = (): Local => f.local('v128');
  const number = (): Local => f.local('i32');
  return {
    sums: Array.from({ length: blockRows * blockColumns }, vector),
    a: Array.from({ length: blockRows }, vector),
    b: vector(),
    walkA: number(),
    walkB: number(),
    left: number(),
  };
}

/** Four products along the depth at once, into the vector of partial sums of every pair. */
function emitVectors(
  f: FunctionBuilder,
  { depth }: Dots,
  rows: number,
  columns: number,
  registers: DotRegisters,
): void {
  const { sums, a, b, walkA, walkB, left } = registers;
  const row = depth * bytes;
  f.i32Const(Math.floor(depth / 4)).set(left);
  f.doWhile(() => {
    a.slice(0, rows).forEach((register, r) =>
      f
        .get(walkA)
        .v128Load(r * row)
        .set(register),
    );
    for (let c = 0; c < columns; c++) {
      f.get(walkB)
        .v128Load(c * row)
        .set(b);
      a.slice(0, rows).forEach((register, r) => {
        const sum = sums[r * columns + c] ?? b;
        f.get(register).get(b).f32x4('mul').get(sum).f32x4('add').set(sum);
      });
    }
    f.advance(walkA, 16).advance(walkB, 16);
    f.get(left).i32Const(-1).i32('add').tee(left);
  });
}

/** Leaves the sum of a vector's lanes on the stack. */
function emitLaneSum(f: FunctionBuilder, vector: Local): void {
  f.get(vector).extract(0).get(vector).extract(1).f32('add');
  f.get(vector).extract(2).get(vector).extract(3).f32('add').f32('add');
}

/** A block of `rows × columns` dot products; what is left of the depth after whole vectors is added one by one. */
function emitBlock(f: FunctionBuilder, dots: Dots, rows: number, columns: number, registers: DotRegisters) {
  const { sums, walkA, walkB } = registers;
  const vectors = Math.floor(dots.depth / 4);
  const row = dots.depth * bytes;
  return ([a, b, c]: readonly Local[]): void => {
    if (a === undefined || b === undefined || c === undefined) return;
    sums.slice(0, rows * columns).forEach((sum) => f.v128Const(0).set(sum));
    f.get(a).set(walkA).get(b).set(walkB);
    if (vectors > 0) emitVectors(f, dots, rows, columns, registers);
    for (let r = 0; r < rows; r++) {
      for (let column = 0; column < columns; column++) {
        f.get(c);
        emitLaneSum(f, sums[r * columns + column] ?? registers.b);
        for (let k = 0; k < dots.depth % 4; k++) {
          f.get(walkA)
            .f32Load(r * row + k * bytes)
            .get(walkB)
            .f32Load(column * row + k * bytes)
            .f32('mul')
            .f32('add');
        }
        f.f32Store((r * dots.columns + column) * bytes);
      }
    }
  };
}

/** Emits all dot products of the rows of A with the rows of B. */
export function emitDots(f: FunctionBuilder, dots: Dots): (at: readonly [Local, Local, Local]) => void {
  const registers = dotRegisters(f);
  const row = dots.depth * bytes;
  const alongColumns =
    (rows: number) =>
    (at: readonly Local[]): void => {
      const rest = dots.columns % blockColumns;
      const strides = [0, blockColumns * row, blockColumns * bytes];
      walk(f, at, [
        {
          times: Math.floor(dots.columns / blockColumns),
          strides,
          body: emitBlock(f, dots, rows, blockColumns, registers),
        },
        { times: rest > 0 ? 1 : 0, strides, body: emitBlock(f, dots, rows, rest, registers) },
      ]);
    };
  return (at) =>
    walk(f, at, [
      {
        times: Math.floor(dots.rows / blockRows),
        strides: [blockRows * row, 0, blockRows * dots.columns * bytes],
        body: alongColumns(blockRows),
      },
      { times: dots.rows % blockRows, strides: [0, 0, 0], body: alongColumns(1) },
    ]);
}
