import type { ConvolutionGeometry, Shape } from '@innerloop/core';
import type { MapFunction } from '../graph/functions.js';
import type { ArgReduceNode, CumulateFunction, DType, Node, ReduceFunction, Values } from '../graph/node.js';

/** A place in memory for the elements of one node, in order. */
export interface Buffer {
  readonly id: number;
  readonly shape: Shape;
  readonly dtype: DType;
  /** Elements. */
  readonly size: number;
}

/** Where a loop finds an element: at `offset + Σ place[d] · strides[d]`, in elements. */
export interface Access {
  readonly buffer: Buffer;
  readonly offset: number;
  /** One for each dimension of the loop; 0 where the element stays. */
  readonly strides: readonly number[];
}

/** What is computed for each place of a loop. */
export type Expression =
  | { readonly kind: 'load'; readonly access: Access; readonly dtype: DType }
  | { readonly kind: 'number'; readonly value: number; readonly dtype: DType }
  /** `offset + Σ place[d] · scales[d]`. */
  | { readonly kind: 'place'; readonly offset: number; readonly scales: readonly number[]; readonly dtype: DType }
  | {
      readonly kind: 'apply';
      readonly fn: MapFunction;
      readonly operands: readonly Expression[];
      readonly dtype: DType;
    }
  /** What the kernel's reduction or product came to at this place. */
  | { readonly kind: 'result'; readonly dtype: DType };

/** A loop over `dims`, outermost first, that computes each element by itself. */
export interface MapKernel {
  readonly kind: 'map';
  readonly dims: Shape;
  readonly value: Expression;
  readonly out: Access;
}

/** Values put together along the reduced dimensions; the epilogue is applied once to each result. `out` has stride 0 along them. */
export interface ReduceKernel {
  readonly kind: 'reduce';
  readonly fn: ReduceFunction;
  readonly dims: Shape;
  readonly reduced: readonly boolean[];
  readonly value: Expression;
  readonly epilogue: Expression;
  readonly out: Access;
}

/** The place of the first extreme value along the one reduced dimension. */
export interface ArgReduceKernel {
  readonly kind: 'argReduce';
  readonly fn: ArgReduceNode['fn'];
  readonly dims: Shape;
  readonly reduced: readonly boolean[];
  readonly value: Expression;
  readonly out: Access;
}

/** `dims` are the batch axes, then rows, then columns; `a` and `b` have one stride more, that of the depth. */
export interface MatmulKernel {
  readonly kind: 'matmul';
  readonly dims: Shape;
  readonly depth: number;
  readonly a: Access;
  readonly b: Access;
  readonly epilogue: Expression;
  readonly out: Access;
}

export interface PatchesKernel {
  readonly kind: 'im2col' | 'col2im';
  readonly geometry: ConvolutionGeometry;
  readonly source: Buffer;
  readonly out: Buffer;
}

/** Systems `[batch, n, n]` with right-hand sides `[batch, n, m]`. */
export interface SolveKernel {
  readonly kind: 'solve';
  readonly batch: number;
  readonly n: number;
  readonly m: number;
  readonly matrices: Buffer;
  readonly sides: Buffer;
  readonly out: Buffer;
}

/** `out[i] = source[indices[i]]`, rows of `width` elements; a row out of range is zeros. */
export interface GatherKernel {
  readonly kind: 'gather';
  readonly rows: number;
  readonly count: number;
  readonly width: number;
  readonly source: Buffer;
  readonly indices: Buffer;
  readonly out: Buffer;
}

/** `out[indices[i]] += source[i]` on zeros; rows out of range are left out. */
export interface ScatterKernel {
  readonly kind: 'scatter';
  readonly rows: number;
  readonly count: number;
  readonly width: number;
  readonly source: Buffer;
  readonly indices: Buffer;
  readonly out: Buffer;
}

/** Running sums or products along rows of `length`. */
export interface CumulateKernel {
  readonly kind: 'cumulate';
  readonly fn: CumulateFunction;
  readonly outer: number;
  readonly length: number;
  readonly exclusive: boolean;
  readonly source: Buffer;
  readonly out: Buffer;
}

/** The sources of all threads, one after the other: the host does it, between two phases. */
export interface AllGatherKernel {
  readonly kind: 'allGather';
  readonly source: Buffer;
  readonly out: Buffer;
}

export type Kernel =
  | MapKernel
  | ReduceKernel
  | ArgReduceKernel
  | MatmulKernel
  | PatchesKernel
  | SolveKernel
  | GatherKernel
  | ScatterKernel
  | CumulateKernel
  | AllGatherKernel;

/** What is to be run, in order, and where everything lies. */
export interface Plan {
  readonly kernels: readonly Kernel[];
  readonly inputs: readonly Buffer[];
  readonly outputs: readonly Buffer[];
  readonly constants: readonly { readonly buffer: Buffer; readonly values: Values | number }[];
}

/** A kernel with the nodes that it computes: for those who explain a plan. */
export type Rooted = { readonly kernel: Kernel; readonly root: Node };
