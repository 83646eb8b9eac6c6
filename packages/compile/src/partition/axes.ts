import type { Shape } from '@innerloop/core';
import { permute, reshape } from '../build/views.js';
import type { Graph } from '../graph/graph.js';
import type { Node } from '../graph/node.js';

/** The shape with one axis in so many parts. */
export const divided = (shape: Shape, axis: number, parts: number): number[] =>
  shape.map((size, at) => (at === axis ? size / parts : size));

/** An axis `parts · rest` as two, of which the first goes to the front: `[parts, …]`. */
export function blocksInFront(graph: Graph, x: Node, axis: number, parts: number): Node {
  const block = divided(x.shape, axis, parts);
  const apart = reshape(graph, x, [...block.slice(0, axis), parts, ...block.slice(axis)]);
  const others = [...apart.shape.keys()].filter((at) => at !== axis);
  return permute(graph, apart, [axis, ...others]);
}

/** Its inverse: blocks `[parts, …]` one after the other along an axis. */
export function blocksAlong(graph: Graph, x: Node, axis: number): Node {
  const [parts = 1, ...block] = x.shape;
  const order = block.map((_, at) => at + 1);
  const apart = permute(graph, x, [...order.slice(0, axis), 0, ...order.slice(axis)]);
  return reshape(
    graph,
    apart,
    block.map((size, at) => (at === axis ? size * parts : size)),
  );
}
