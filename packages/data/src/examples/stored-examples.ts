import type { ClassifiedExamples, ExampleClass } from './classified-examples.js';
import type { Shape } from '@innerloop/core';

/** Labelled examples that are read when an episode asks for them: more than memory holds. */
export interface StoredExamples {
  /** Data set and split: errors name it. */
  readonly name: string;
  /** Shape of one example. */
  readonly shape: Shape;
  readonly classes: readonly ExampleClass[];
  /** What each row is called, as a file's path; rows of `classes` are its indices. */
  readonly files?: readonly string[] | undefined;
  /**
   * Some rows, one after another in the order that they are asked for. Bytes stand for 0 … 1, floats for themselves.
   *
   * It is called once for all tasks of a batch, and may be called again before it has answered.
   */
  read(rows: readonly number[]): Promise<Uint8Array | Float32Array>;
}

/** Labelled examples, in memory or not. */
export type ExampleSet = ClassifiedExamples | StoredExamples;

/** Rows of examples at hand: row r lies at place `place(r)` of the block. */
export interface ExampleRows {
  readonly shape: Shape;
  readonly values: Uint8Array | Float32Array;
  place(row: number): number;
}

/** Rows of a set at hand. Those of a block in memory are all; others are read, each once. */
export async function rowsAtHand(examples: ExampleSet, wanted: () => Iterable<number>): Promise<ExampleRows> {
  const { shape } = examples;
  if (!('read' in examples)) return { shape, values: examples.values, place: (row) => row };
  const rows = [...new Set(wanted())];
  const places = new Map(rows.map((row, place) => [row, place]));
  return { shape, values: await examples.read(rows), place: (row) => places.get(row) as number };
}
