import type { Local } from '../assembler/code-builder.js';
import type { FunctionBuilder } from '../assembler/function-builder.js';

/** The byte address of a tensor's first element: known now, or held by a variable. */
export type Place = Local | number;

/** One axis of independent products; strides in elements, 0 where an operand is shared along it. */
export type MatmulAxis = {
  readonly size: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
};

/** A tensor that an epilogue reads: strides in elements, at least 0, along the batch axes, the rows and the columns of C. */
export type EpilogueStream = {
  readonly at: Place;
  readonly batch: readonly number[];
  readonly row: number;
  readonly column: number;
};

/** Four neighbours of one row of C, of which the first `lanes` exist; the others hold anything. */
export type EpilogueVector = {
  readonly sum: Local;
  readonly lanes: number;
  /** Leaves the elements of a stream that belong to the vector on the stack. */
  readonly read: (stream: number) => void;
};

/** What becomes of each finished sum before it is stored. */
export type Epilogue = {
  readonly streams: readonly EpilogueStream[];
  /**
   * Called once, before all loops: for variables and constants. What it returns leaves the vector to store on the
   * stack; it is called for each vector of every kind of tile, and its code runs once for every element of C.
   */
  readonly begin: (f: FunctionBuilder) => (vector: EpilogueVector) => void;
};

/**
 * Products `C[…, r, c] = epilogue(Σₖ A[…, r, k] · B[…, k, c])`. Strides in elements, any, at least 0 for C; an
 * operand with a negative one has its place in a variable.
 *
 * C overlaps no operand and no stream. Loads, but no stores, may pass the end of an operand by 12 bytes.
 */
export type Matmul = {
  readonly batch: readonly MatmulAxis[];
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly a: { readonly row: number; readonly depth: number };
  readonly b: { readonly depth: number; readonly column: number };
  readonly c: { readonly row: number; readonly column: number };
  /** Multiply and add in one instruction of relaxed SIMD: see `relaxedSimdSupported`. */
  readonly relaxed?: boolean;
  readonly epilogue?: Epilogue;
};

/** Where a product's operands are. */
export type MatmulPlaces = {
  readonly a: Place;
  readonly b: Place;
  readonly c: Place;
  /** A work area of `matmulScratchBytes`; anything if that is 0. */
  readonly scratch: Place;
};
