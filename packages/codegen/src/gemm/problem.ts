/** One axis of independent products; strides in elements, 0 where an operand is shared along it. */
export interface BatchAxis {
  readonly size: number;
  readonly a: number;
  readonly b: number;
}

/**
 * Products `C = A · B` of `rows × depth` and `depth × columns`, one for every place of the batch axes.
 *
 * C is contiguous. An operand is stored by rows, or transposed.
 */
export interface GemmProblem {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly batch: readonly BatchAxis[];
}

/** Shapes and flags of a batched matrix product, as TensorFlow.js' BatchMatMul has them. */
export interface ProductShapes {
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

function strideAt(shape: readonly number[], axis: number, matrix: number): number {
  return axis < 0 || shape[axis] === 1 ? 0 : size(shape.slice(axis + 1)) * matrix;
}

function batchAxes(a: readonly number[], b: readonly number[], matrixA: number, matrixB: number): BatchAxis[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const inA = axis - rank + a.length;
    const inB = axis - rank + b.length;
    const extents = [a[inA] ?? 1, b[inB] ?? 1];
    const extent = extents.find((each) => each !== 1) ?? 1;
    return { size: extent, a: strideAt(a, inA, matrixA), b: strideAt(b, inB, matrixB) };
  });
}

/** Drops axes of size one and joins neighbours that are walked with one stride. */
function mergeAxes(axes: readonly BatchAxis[]): BatchAxis[] {
  const merged: BatchAxis[] = [];
  for (const axis of axes) {
    if (axis.size === 1) continue;
    const outer = merged.at(-1);
    if (outer !== undefined && outer.a === axis.a * axis.size && outer.b === axis.b * axis.size) {
      merged[merged.length - 1] = { ...axis, size: outer.size * axis.size };
    } else {
      merged.push(axis);
    }
  }
  return merged;
}

/** Products with the same B, one below the other, are one product with more rows. */
function stackRows(problem: GemmProblem): GemmProblem {
  const inner = problem.batch.at(-1);
  if (inner === undefined || inner.b !== 0 || inner.a === 0 || problem.transposeA) return problem;
  return stackRows({ ...problem, rows: problem.rows * inner.size, batch: problem.batch.slice(0, -1) });
}

/** A column `A · b` is stored like the row `bᵀ · Aᵀ`, which has the wide axis where vectors run. */
function columnAsRow(problem: GemmProblem): GemmProblem {
  if (problem.columns !== 1 || problem.rows === 1) return problem;
  return {
    rows: 1,
    columns: problem.rows,
    depth: problem.depth,
    transposeA: false,
    transposeB: !problem.transposeA && problem.depth > 1,
    batch: problem.batch.map(({ size: extent, a, b }) => ({ size: extent, a: b, b: a })),
  };
}

/** A problem in the form that the generators know. */
export interface Product {
  readonly problem: GemmProblem;
  /** The product's shape. */
  readonly shape: number[];
  /** The problem's A is the caller's b, and the other way round. */
  readonly swapped: boolean;
}

/** Takes the shapes of a product apart; they are taken to fit. */
export function productOf({ a, b, transposeA, transposeB }: ProductShapes): Product {
  const [a0 = 1, a1 = 1] = a.slice(-2);
  const [b0 = 1, b1 = 1] = b.slice(-2);
  const [rows, depth] = transposeA ? [a1, a0] : [a0, a1];
  const columns = transposeB ? b0 : b1;
  const axes = batchAxes(a.slice(0, -2), b.slice(0, -2), rows * depth, depth * columns);
  const stored = {
    rows,
    columns,
    depth,
    transposeA: transposeA && rows > 1 && depth > 1,
    transposeB: transposeB && columns > 1 && depth > 1,
  };
  const stacked = stackRows({ ...stored, batch: mergeAxes(axes) });
  const problem = columnAsRow(stacked);
  return { problem, shape: [...axes.map((axis) => axis.size), rows, columns], swapped: problem !== stacked };
}
