import type { ConvolutionGeometry, Shape } from '@innerloop/core';
import type { MapFunction } from './functions.js';

/** Types of elements. In the arena each is four bytes: a truth value is the integer 0 or 1. */
export type DType = 'float32' | 'int32' | 'bool';

/** Elements of a constant: integers and truth values as `Int32Array`. */
export type Values = Float32Array | Int32Array;

interface NodeBase {
  /** Place in the graph; inputs come before what uses them. */
  readonly id: number;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly inputs: readonly Node[];
}

/** What a caller gives at each run. */
export type InputNode = NodeBase & { readonly op: 'input'; readonly name: string };
/** The same number everywhere. */
export type UniformNode = NodeBase & { readonly op: 'uniform'; readonly value: number };
export type ConstantNode = NodeBase & { readonly op: 'constant'; readonly values: Values };
/** 0, 1, 2, … along the last axis; its other axes have one place. */
export type IotaNode = NodeBase & { readonly op: 'iota' };

/** A function of each element; inputs are broadcast to the node's shape. */
export type MapNode = NodeBase & { readonly op: 'map'; readonly fn: MapFunction };

/** The elements in the same order of memory under another shape. */
export type ReshapeNode = NodeBase & { readonly op: 'reshape' };
/** Axes of one place repeated, and new axes in front. */
export type BroadcastNode = NodeBase & { readonly op: 'broadcast' };
/** Axis i of the node is axis `order[i]` of its input. */
export type PermuteNode = NodeBase & { readonly op: 'permute'; readonly order: readonly number[] };
/** Place p along axis i is place `begin[i] + p·step[i]` of the input; a step may be negative. */
export type SliceNode = NodeBase & {
  readonly op: 'slice';
  readonly begin: readonly number[];
  readonly step: readonly number[];
};

export type ReduceFunction = 'sum' | 'product' | 'max' | 'min';
/** Over `axes`, which stay with one place. */
export type ReduceNode = NodeBase & {
  readonly op: 'reduce';
  readonly fn: ReduceFunction;
  readonly axes: readonly number[];
};
/** The first place of the greatest or least element along `axis`, which stays with one place; int32. */
export type ArgReduceNode = NodeBase & { readonly op: 'argReduce'; readonly fn: 'max' | 'min'; readonly axis: number };
export type CumulateFunction = Extract<ReduceFunction, 'sum' | 'product'>;
/** The sum, or product, of all elements before (and at, unless exclusive) each place of the last axis. */
export type CumulateNode = NodeBase & {
  readonly op: 'cumulate';
  readonly fn: CumulateFunction;
  readonly exclusive: boolean;
};

/** `[…, m, k] · […, k, n]`, batch axes broadcast. */
export type MatmulNode = NodeBase & { readonly op: 'matmul' };
/** Core's `Im2Col`: `[batch, height, width, channels] → [batch·outHeight·outWidth, kernelHeight·kernelWidth·channels]`; and its transpose. */
export type PatchesNode = NodeBase & { readonly op: 'im2col' | 'col2im'; readonly geometry: ConvolutionGeometry };

/** Core's `CholeskySolve`: `a [batch, n, n]`, `b [batch, n, m]` → `[batch, n, m]`. */
export type SolveNode = NodeBase & { readonly op: 'solve' };

/** Inputs one after the other along `axis`. */
export type ConcatNode = NodeBase & { readonly op: 'concat'; readonly axis: number };
/** The input from place `begin` on, `value` everywhere else. */
export type PadNode = NodeBase & { readonly op: 'pad'; readonly begin: readonly number[]; readonly value: number };
/** `x [rows, …rest]`, int32 `indices [n]` → `[n, …rest]`; an index out of range gives zeros. */
export type GatherNode = NodeBase & { readonly op: 'gather' };
/** `updates [n, …rest]`, int32 `indices [n]` → `[rows, …rest]`: rows of equal index are added up, those out of range left out. */
export type ScatterNode = NodeBase & { readonly op: 'scatter' };

/** `[…shape]` of this thread → `[threads, …shape]`, the same on all. */
export type AllGatherNode = NodeBase & { readonly op: 'allGather' };

export type ViewNode = ReshapeNode | BroadcastNode | PermuteNode | SliceNode;
export type Node =
  | InputNode
  | UniformNode
  | ConstantNode
  | IotaNode
  | MapNode
  | ViewNode
  | ReduceNode
  | ArgReduceNode
  | CumulateNode
  | MatmulNode
  | PatchesNode
  | SolveNode
  | ConcatNode
  | PadNode
  | GatherNode
  | ScatterNode
  | AllGatherNode;
export type Op = Node['op'];

export const isView = (node: Node): node is ViewNode =>
  node.op === 'reshape' || node.op === 'broadcast' || node.op === 'permute' || node.op === 'slice';
