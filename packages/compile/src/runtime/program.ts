/** Elements in a program's memory: integers and truth values as `Int32Array`. */
export type Elements = Float32Array | Int32Array;

/** Something to read elements from: what a tensor gives, truth values as bytes. */
export type Written = Float32Array | Int32Array | Uint8Array;

/**
 * A computation that can be run again and again, with memory of its own. Inputs keep what was written to them, or fed back from an output
 * at the end of a run, until it is replaced; outputs keep theirs until the next run.
 */
export interface Program {
  /** Bytes of memory, of all threads together. */
  readonly bytes: number;
  /** Sets an input; whole numbers and truth values are widened to four bytes. */
  write(input: number, values: Written): void;
  run(): void;
  /** An output: a view, to be copied before the next run. */
  read(output: number): Elements;
  /** What an input holds now: a view, like an output's. */
  held(input: number): Elements;
  /** Lets the memory go. */
  dispose(): void;
}
