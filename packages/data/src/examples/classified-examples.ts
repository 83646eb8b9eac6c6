import type { Shape } from '@innerloop/core';
import type { ExampleRows } from './stored-examples.js';

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
  /** What each row is called, as a file's path; rows of `classes` are its indices. */
  readonly files?: readonly string[] | undefined;
}

/** One class: which rows of the block are its examples. */
export interface ExampleClass {
  readonly name: string;
  readonly rows: readonly number[];
  /** Quarter turns, counter-clockwise, that its examples are shown in. Default 0. */
  readonly turns?: number;
}

/** Numbers in one example. */
export const exampleLength = ({ shape }: { readonly shape: Shape }): number =>
  shape.reduce((product, length) => product * length, 1);

/**
 * Writes one example as float32 into `target`, from `offset` on.
 *
 * @param turns  quarter turns counter-clockwise; needs a square `[n, n, …]` example when it is not 0
 */
export function copyExample(
  examples: ExampleRows,
  row: number,
  turns: number,
  target: Float32Array,
  offset: number,
): void {
  const length = exampleLength(examples);
  const place = examples.place(row);
  const values = examples.values.subarray(place * length, (place + 1) * length);
  const white = values instanceof Uint8Array ? 255 : 1;
  if (turns > 0) copyTurned(values, white, examples.shape[0] as number, turns, target, offset);
  else for (let index = 0; index < length; index += 1) target[offset + index] = (values[index] as number) / white;
}

/** Channels of a pixel stay together. */
function copyTurned(
  values: Uint8Array | Float32Array,
  white: number,
  n: number,
  turns: number,
  target: Float32Array,
  offset: number,
): void {
  const channels = values.length / (n * n);
  const [corner, down, right] = walk(n, turns);
  let to = offset;
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < n; j += 1) {
      const from = (corner + i * down + j * right) * channels;
      for (let channel = 0; channel < channels; channel += 1) target[to++] = (values[from + channel] as number) / white;
    }
  }
}

/** Where a turned image's first pixel lies in the original, and how far the next ones down and to the right are from it. */
function walk(n: number, turns: number): readonly [corner: number, down: number, right: number] {
  if (turns === 1) return [n - 1, -1, n];
  if (turns === 2) return [n * n - 1, -n, -1];
  return [n * (n - 1), 1, -n];
}
