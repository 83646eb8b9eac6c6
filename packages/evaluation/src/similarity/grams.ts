import { InvalidDataError } from '@innerloop/core';
import { Matrix } from 'ml-matrix';

/** What the neurons of a layer gave for some data: a row an example (or place in an image), a column a neuron. */
export type Activations = readonly (readonly number[])[];

/** Inner products of the centred neurons of two layers, over the examples: all that CKA and CCA look at. */
export interface Grams {
  /** `XᵀX`, `YᵀY` and `XᵀY`. */
  readonly xx: Matrix;
  readonly yy: Matrix;
  readonly xy: Matrix;
  readonly examples: number;
}

/**
 * As a matrix whose columns have mean zero.
 *
 * @throws InvalidDataError if there are fewer than two rows, or rows differ in length
 */
function centred(where: string, rows: Activations): Matrix {
  const lengths = [...new Set(rows.map((row) => row.length))];
  if (rows.length < 2 || lengths.length !== 1 || lengths[0] === 0) {
    throw new InvalidDataError(
      `${where}: expected at least two rows of one length, an example each, got ${rows.length} of lengths ${lengths.join(', ')}.`,
    );
  }
  return new Matrix(rows).center('column');
}

/** @throws InvalidDataError if the layers did not see the same two or more examples */
export function gramsOf(where: string, left: Activations, right: Activations): Grams {
  const [x, y] = [centred(where, left), centred(where, right)] as const;
  if (left.length !== right.length) {
    throw new InvalidDataError(
      `${where}: the layers have ${left.length} and ${right.length} rows. Show both the same examples, in the same order.`,
    );
  }
  const [across, up] = [x.transpose(), y.transpose()] as const;
  return { xx: across.mmul(x), yy: up.mmul(y), xy: across.mmul(y), examples: left.length };
}
