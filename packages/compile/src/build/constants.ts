import type { Shape } from '@innerloop/core';
import type { Graph } from '../graph/graph.js';
import type { DType, Node, UniformNode, Values } from '../graph/node.js';
import { sizeOf } from '../graph/shapes.js';

export const isUniform = (node: Node): node is UniformNode => node.op === 'uniform';

/** A number as an element of this type. */
export function rounded(value: number, dtype: DType): number {
  if (dtype === 'float32') return Math.fround(value);
  return dtype === 'bool' ? Number(value !== 0) : Math.trunc(value) | 0;
}

export const uniform = (graph: Graph, value: number, shape: Shape, dtype: DType): Node =>
  graph.intern({ op: 'uniform', value: rounded(value, dtype), shape, dtype, inputs: [] });

/** A constant; one whose elements are all the same is uniform. */
export function constant(graph: Graph, values: Values, shape: Shape, dtype: DType): Node {
  const [first = 0] = values;
  const same = sizeOf(shape) > 0 && values.every((value) => Object.is(value, first));
  if (same) return uniform(graph, first, shape, dtype);
  return graph.intern({ op: 'constant', values, shape, dtype, inputs: [] });
}

export const input = (graph: Graph, name: string, shape: Shape, dtype: DType): Node =>
  graph.intern({ op: 'input', name, shape, dtype, inputs: [] });

/** 0 … count − 1 along the last of `rank` axes. */
export const iota = (graph: Graph, count: number, rank: number, dtype: DType = 'int32'): Node =>
  count === 1
    ? uniform(graph, 0, Array<number>(rank).fill(1), dtype)
    : graph.intern({ op: 'iota', shape: [...Array<number>(rank - 1).fill(1), count], dtype, inputs: [] });
