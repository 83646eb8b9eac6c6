import type { Shape } from '@innerloop/core';

/**
 * Labelled examples in one block of memory, found by class.
 *
 * Classes may share rows: the four rotations of a character are four classes over the same rows.
 */
export interface ClassifiedExamples {
  /** Data set and split, as in `omniglot/train`: errors name it. */
  readonly name: string;
  /** Shape of one example: `[28, 28, 1]`. */
  readonly shape: Shape;
  /** Rows of examples, one after another. Bytes stand for 0 … 1 (they are divided by 255), floats for themselves. */
  readonly values: Uint8Array | Float32Array;
  readonly classes: readonly ExampleClass[];
}

/** One class: which rows of the block are its examples. */
export interface ExampleClass {
  readonly name: string;
  readonly rows: readonly number[];
  /** Quarter turns, counter-clockwise, that its examples are shown in. Default 0. */
  readonly turns?: number;
}

/** Numbers in one example. */
export const exampleLength = ({ shape }: ClassifiedExamples): number =>
  shape.reduce((product, length) => product * length, 1);

/**
 * Writes one example as float32 into `target`, from `offset` on.
 *
 * @param turns  quarter turns counter-clockwise; needs a square `[n, n, …]` example when it is not 0
 */
export function copyExample(
  examples: ClassifiedExamples,
  row: number,
  turns: number,
  target: Float32Array,
  offset: number,
): void {
  const length = exampleLength(examples);
  const values = examples.values.subarray(row * length, (row + 1) * length);
  if (turns === 0) target.set(values, offset);
  else copyTurned(values, examples.shape[0] as number, turns, target, offset);
  if (!(values instanceof Uint8Array)) return;
  for (let index = offset; index < offset + length; index += 1) target[index] = (target[index] as number) / 255;
}

/** One turn moves what was at row j, column n − 1 − i to row i, column j; channels stay together. */
function copyTurned(
  values: Uint8Array | Float32Array,
  n: number,
  turns: number,
  target: Float32Array,
  offset: number,
): void {
  const channels = values.length / (n * n);
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < n; j += 1) {
      const from = turnedFrom(i, j, n, turns) * channels;
      const to = offset + (i * n + j) * channels;
      for (let channel = 0; channel < channels; channel += 1) target[to + channel] = values[from + channel] as number;
    }
  }
}

function turnedFrom(i: number, j: number, n: number, turns: number): number {
  if (turns === 1) return j * n + (n - 1 - i);
  if (turns === 2) return (n - 1 - i) * n + (n - 1 - j);
  return (n - 1 - j) * n + i;
}
