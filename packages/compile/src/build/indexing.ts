import type { Shape } from '@innerloop/core';
import type { Graph } from '../graph/graph.js';
import type { Node } from '../graph/node.js';
import { sameShape } from '../graph/shapes.js';
import { isUniform, uniform } from './constants.js';

/** Inputs one after the other along an axis. */
export function concat(graph: Graph, parts: readonly Node[], axis: number): Node {
  const proper = parts.filter((part) => part.shape[axis] !== 0);
  const [first = parts[0] as Node] = proper;
  if (proper.length <= 1) return first;
  const places = proper.reduce((sum, part) => sum + (part.shape[axis] as number), 0);
  const shape = first.shape.map((size, at) => (at === axis ? places : size));
  if (isUniform(first) && proper.every((part) => isUniform(part) && Object.is(part.value, first.value)))
    return uniform(graph, first.value, shape, first.dtype);
  return graph.intern({ op: 'concat', axis, inputs: proper, shape, dtype: first.dtype });
}

/** `x` from place `begin` of a tensor of this shape, `value` everywhere else. */
export function pad(graph: Graph, x: Node, begin: readonly number[], shape: Shape, value: number): Node {
  if (sameShape(x.shape, shape)) return x;
  if (isUniform(x) && Object.is(x.value, Math.fround(value))) return uniform(graph, value, shape, x.dtype);
  return graph.intern({ op: 'pad', begin: [...begin], value, inputs: [x], shape: [...shape], dtype: x.dtype });
}

/** `x [rows, …rest]`, int32 `indices [n]` → `[n, …rest]`. */
export function gather(graph: Graph, x: Node, indices: Node): Node {
  const shape = [indices.shape[0] as number, ...x.shape.slice(1)];
  return graph.intern({ op: 'gather', inputs: [x, indices], shape, dtype: x.dtype });
}

/** `updates [n, …rest]`, int32 `indices [n]` → `[rows, …rest]`, rows of equal index added up. */
export function scatter(graph: Graph, updates: Node, indices: Node, rows: number): Node {
  const shape = [rows, ...updates.shape.slice(1)];
  return graph.intern({ op: 'scatter', inputs: [updates, indices], shape, dtype: updates.dtype });
}
