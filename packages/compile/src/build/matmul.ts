import type { Graph } from '../graph/graph.js';
import type { Node } from '../graph/node.js';
import { broadcastShapes } from '../graph/shapes.js';
import { uniform } from './constants.js';
import { map } from './map.js';
import { reduce } from './reduce.js';
import { reshape, transposed } from './views.js';

/** `[…, m, k] · […, k, n]`, batch axes broadcast. An outer product and a product with one vector are sums of products of elements. */
export function matmul(graph: Graph, a: Node, b: Node): Node {
  const [rows, depth] = a.shape.slice(-2) as [number, number];
  const columns = b.shape.at(-1) as number;
  const batch = broadcastShapes([a.shape.slice(0, -2), b.shape.slice(0, -2)]);
  const shape = [...batch, rows, columns];
  if (depth === 0) return uniform(graph, 0, shape, 'float32');
  if (depth === 1) return map(graph, 'mul', a, b);
  if (columns === 1)
    return reshape(graph, reduce(graph, 'sum', map(graph, 'mul', a, transposed(graph, b)), [shape.length - 1]), shape);
  if (rows === 1)
    return reshape(graph, reduce(graph, 'sum', map(graph, 'mul', transposed(graph, a), b), [shape.length - 2]), shape);
  return graph.intern({ op: 'matmul', inputs: [a, b], shape, dtype: 'float32' });
}
