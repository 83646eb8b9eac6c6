import type { Shape } from '@innerloop/core';

/** Numbers, row after row. Double precision where the data are: what is subtracted is subtracted before it is rounded to float32. */
export interface Rows {
  /** Shape of one row. */
  readonly shape: Shape;
  readonly values: Float32Array | Float64Array;
}

/** What is told of each row: numbers, or the name of its class. */
export type Targets =
  ({ readonly kind: 'regression' } & Rows) | { readonly kind: 'classification'; readonly labels: readonly string[] };

/** Rows of several tasks: which rows are whose. */
export interface TaskRows {
  /** What messages call the data: `table/train`. */
  readonly name: string;
  readonly inputs: Rows;
  readonly targets: Targets;
  /** Rows of each task. */
  readonly tasks: ReadonlyMap<string, readonly number[]>;
}

/** Numbers a row. */
export const widthOf = ({ shape }: Rows): number => shape.reduce((product, axis) => product * axis, 1);
