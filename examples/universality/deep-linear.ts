import { differentiate, leaf, mapParams, meanSquaredError, seed } from '@innerloop/core';
import type { ParamTree, Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

/** A product of square linear layers without biases: leaves `layer0` … `[size, size]`, applied in this order to rows. */
export function linearLayers(layers: number, size: number, draw: number): ParamTree {
  const key = seed(draw).fold('layers');
  return Object.fromEntries(
    Array.from({ length: layers }, (_, i) => [
      `layer${i}`,
      tf.mul(key.fold(i).draw('normal', [size, size]), 1 / Math.sqrt(size)),
    ]),
  );
}

const product = (params: ParamTree): Tensor =>
  Object.values(params).reduce((matrix, layer) => tf.matMul(matrix as tf.Tensor2D, layer as tf.Tensor2D));

/**
 * How one gradient step on some examples changes the product of the layers: `Π(W_i − α ∇_i) − Π W_i`, `[size, size]`.
 *
 * One example changes each layer by a matrix of rank 1, and so the product of N layers by one of rank N.
 */
export function changeOfProduct(params: ParamTree, points: number, rate: number, draw: number): Tensor {
  const size = Object.values(params)[0]?.shape[0] ?? 0;
  const key = seed(draw).fold('points');
  const [x, y] = ['x', 'y'].map((label) => key.fold(label).draw('normal', [1, points, size])) as [Tensor, Tensor];
  const loss = (layers: ParamTree): Tensor => {
    const value = Object.values(layers).reduce((rows, layer) => tf.matMul(rows, tf.expandDims(layer, 0)), x);
    return tf.sum(tf.mul(meanSquaredError(value, y), points));
  };
  const { grads } = differentiate(loss, params, { key, mode: 'train', order: 'first' });
  const moved = mapParams(params, (layer, name) => tf.sub(layer, tf.mul(leaf(grads, name), rate)));
  return tf.sub(product(moved), product(params));
}

/**
 * How many rows of a matrix are independent: Gaussian elimination with the largest pivot of all that is left, until it is small
 * beside the first.
 *
 * @param tolerance  of a pivot, relative to the first; default 1e-4, for entries in single precision
 */
export function rankOf(matrix: readonly (readonly number[])[], tolerance = 1e-4): number {
  let rows = matrix.map((row) => [...row]);
  let first = 0;
  for (let rank = 0; ; rank++) {
    const pivot = largest(rows);
    if (pivot === undefined) return rank;
    if (rank === 0) first = pivot.size;
    if (pivot.size <= tolerance * first) return rank;
    const { row, column } = pivot;
    const chosen = rows[row] as number[];
    rows = rows
      .filter((_, i) => i !== row)
      .map((other) =>
        other.map(
          (value, j) => value - ((other[column] as number) / (chosen[column] as number)) * (chosen[j] as number),
        ),
      )
      .map((other) => other.map((value, j) => (j === column ? 0 : value)));
  }
}

function largest(rows: readonly (readonly number[])[]) {
  let found: { readonly row: number; readonly column: number; readonly size: number } | undefined;
  rows.forEach((values, row) =>
    values.forEach((value, column) => {
      const size = Math.abs(value);
      if (size > (found?.size ?? 0)) found = { row, column, size };
    }),
  );
  return found;
}
