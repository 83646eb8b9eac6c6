import type { Matmul, MatmulAxis } from './matmul.js';

/** Shapes and flags of a batched matrix product, as TensorFlow.js' BatchMatMul has them. */
export type ProductShapes = {
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly transposeA: boolean;
  readonly transposeB: boolean;
};

/** A product of contiguous tensors, and its shape. */
export type ShapedProduct = { readonly matmul: Matmul; readonly shape: number[] };

function size(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** Elements from one place of an axis to the next in a stack of matrices; 0 where the axis is missing or of size one. */
function strideAt(shape: readonly number[], axis: number, matrix: number): number {
  return axis < 0 || shape[axis] === 1 ? 0 : size(shape.slice(axis + 1)) * matrix;
}

/** Takes the shapes of a product apart; they are taken to fit. */
export function productOf({ a, b, transposeA, transposeB }: ProductShapes): ShapedProduct {
  const [a0 = 1, a1 = 1] = a.slice(-2);
  const [b0 = 1, b1 = 1] = b.slice(-2);
  const [rows, depth] = transposeA ? [a1, a0] : [a0, a1];
  const columns = transposeB ? b0 : b1;
  const [inA, inB] = [a.slice(0, -2), b.slice(0, -2)];
  const rank = Math.max(inA.length, inB.length);
  const extents = Array.from({ length: rank }, (_, axis) => {
    const pair = [inA[axis - rank + inA.length] ?? 1, inB[axis - rank + inB.length] ?? 1];
    return pair.find((extent) => extent !== 1) ?? 1;
  });
  const batch = extents.map((extent, axis): MatmulAxis => ({
    size: extent,
    a: strideAt(inA, axis - rank + inA.length, rows * depth),
    b: strideAt(inB, axis - rank + inB.length, depth * columns),
    c: size(extents.slice(axis + 1)) * rows * columns,
  }));
  const matmul: Matmul = {
    batch,
    rows,
    columns,
    depth,
    a: transposeA ? { row: 1, depth: rows } : { row: depth, depth: 1 },
    b: transposeB ? { depth: 1, column: depth } : { depth: columns, column: 1 },
    c: { row: columns, column: 1 },
  };
  return { matmul, shape: [...extents, rows, columns] };
}
