import type { Distribution, Shape } from '@innerloop/core';
import type { Graph } from '../graph/graph.js';
import type { DType, InputNode, Node } from '../graph/node.js';

/** An argument of a recorded function. Names are unique. */
export interface TensorSignature {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
}

/** A draw of a key, as an input: `drawValues` makes its values at each run. */
export interface RecordedDraw {
  readonly node: InputNode;
  /** The name under which the function asked for the key. */
  readonly key: string;
  /** The labels by which the key was folded, in order. */
  readonly folds: readonly (string | number)[];
  /** Where the slice of tasks starts. */
  readonly from: number;
  readonly distribution: Distribution;
  readonly shape: Shape;
  readonly tasks: number | undefined;
}

/** What a function computes, and from what. */
export interface Recording {
  readonly graph: Graph;
  /** The arguments, then the draws. */
  readonly inputs: readonly InputNode[];
  readonly outputs: readonly Node[];
  readonly draws: readonly RecordedDraw[];
  /** The kernels that ran, in order. */
  readonly kernels: readonly string[];
}
