import type { Shape } from '@innerloop/core';
import type { Graph } from '../graph/graph.js';
import type { Node } from '../graph/node.js';
import { sameShape } from '../graph/shapes.js';
import { isUniform, uniform } from './constants.js';

/** The same elements under another shape of the same size. */
export function reshape(graph: Graph, x: Node, shape: Shape): Node {
  if (sameShape(x.shape, shape)) return x;
  if (isUniform(x)) return uniform(graph, x.value, shape, x.dtype);
  if (x.op === 'reshape') return reshape(graph, x.inputs[0] as Node, shape);
  return graph.intern({ op: 'reshape', inputs: [x], shape: [...shape], dtype: x.dtype });
}

/** Repeated along axes of one place, and along new axes in front. */
export function broadcast(graph: Graph, x: Node, shape: Shape): Node {
  if (sameShape(x.shape, shape)) return x;
  if (isUniform(x)) return uniform(graph, x.value, shape, x.dtype);
  if (x.op === 'broadcast') return broadcast(graph, x.inputs[0] as Node, shape);
  return graph.intern({ op: 'broadcast', inputs: [x], shape: [...shape], dtype: x.dtype });
}

export function permute(graph: Graph, x: Node, order: readonly number[]): Node {
  if (order.every((axis, at) => axis === at)) return x;
  const shape = order.map((axis) => x.shape[axis] as number);
  if (isUniform(x)) return uniform(graph, x.value, shape, x.dtype);
  if (x.op === 'permute') {
    const inner = x.order;
    return permute(
      graph,
      x.inputs[0] as Node,
      order.map((axis) => inner[axis] as number),
    );
  }
  // Only axes of one place move: nothing moves in memory.
  const proper = order.filter((axis) => x.shape[axis] !== 1);
  if (proper.every((axis, at) => at === 0 || axis > (proper[at - 1] as number))) return reshape(graph, x, shape);
  return graph.intern({ op: 'permute', inputs: [x], order: [...order], shape, dtype: x.dtype });
}

/** The last two axes exchanged. */
export function transposed(graph: Graph, x: Node): Node {
  const rank = x.shape.length;
  return permute(graph, x, [...Array.from({ length: rank - 2 }, (_, axis) => axis), rank - 1, rank - 2]);
}

/** Places `begin + p·step` of each axis, `shape` of them. */
export function slice(
  graph: Graph,
  x: Node,
  begin: readonly number[],
  shape: Shape,
  step: readonly number[] = shape.map(() => 1),
): Node {
  if (isUniform(x)) return uniform(graph, x.value, shape, x.dtype);
  if (sameShape(x.shape, shape) && step.every((size, axis) => size === 1 || shape[axis] === 1)) return x;
  if (x.op === 'slice') {
    const outer = x;
    const from = begin.map((at, axis) => (outer.begin[axis] as number) + at * (outer.step[axis] as number));
    const steps = step.map((size, axis) => size * (outer.step[axis] as number));
    return slice(graph, x.inputs[0] as Node, from, shape, steps);
  }
  return graph.intern({
    op: 'slice',
    inputs: [x],
    begin: [...begin],
    step: [...step],
    shape: [...shape],
    dtype: x.dtype,
  });
}
