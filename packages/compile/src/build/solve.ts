import type { Graph } from '../graph/graph.js';
import type { Node } from '../graph/node.js';

/** Symmetric positive definite systems, `a [batch, n, n]` and `b [batch, n, m]`. */
export const solve = (graph: Graph, a: Node, b: Node): Node =>
  graph.intern({ op: 'solve', inputs: [a, b], shape: b.shape, dtype: 'float32' });
