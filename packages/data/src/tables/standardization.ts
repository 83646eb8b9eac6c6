import type { Rows } from './task-rows.js';
import { widthOf } from './task-rows.js';

/** Mean and standard deviation of each number of a row. */
export interface Moments {
  readonly mean: Float64Array;
  /** Of the population; 1 where all rows have the same number, which is then only centred. */
  readonly deviation: Float64Array;
}

/**
 * Mean and deviation of each column over some rows: `σ² = mean (x − mean x)²`, in double precision.
 *
 * @param rows  at least one
 */
export function momentsOf(data: Rows, rows: Iterable<number>): Moments {
  const width = widthOf(data);
  const chosen = [...rows];
  const mean = columnMeans(width, chosen, (row, column) => data.values[row * width + column] as number);
  const variance = columnMeans(
    width,
    chosen,
    (row, column) => ((data.values[row * width + column] as number) - (mean[column] as number)) ** 2,
  );
  const deviation = variance.map((value, column) => {
    const root = Math.sqrt(value);
    // Equal numbers have a rounded mean, so a deviation that is not quite 0.
    return root > 1e-12 * Math.abs(mean[column] as number) ? root : 1;
  });
  return { mean, deviation };
}

function columnMeans(
  width: number,
  rows: readonly number[],
  value: (row: number, column: number) => number,
): Float64Array {
  const sums = new Float64Array(width);
  for (const row of rows) for (let column = 0; column < width; column += 1) sums[column]! += value(row, column);
  return sums.map((sum) => sum / rows.length);
}

/** `(x − mean) / deviation` of one row, written from `offset` on; the row as it is without moments. */
export function writeRow(
  data: Rows,
  row: number,
  moments: Moments | undefined,
  target: Float32Array,
  offset: number,
): void {
  const width = widthOf(data);
  for (let column = 0; column < width; column += 1) {
    const value = data.values[row * width + column] as number;
    target[offset + column] =
      moments === undefined
        ? value
        : (value - (moments.mean[column] as number)) / (moments.deviation[column] as number);
  }
}
