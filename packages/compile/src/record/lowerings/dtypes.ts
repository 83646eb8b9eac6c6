import { uniform } from '../../build/constants.js';
import { cast } from '../../build/map.js';
import type { Graph } from '../../graph/graph.js';
import type { DType, Node } from '../../graph/node.js';

const ranks: readonly DType[] = ['bool', 'int32', 'float32'];

/** The type that holds the values of all. */
export const widest = (nodes: readonly Node[]): DType =>
  ranks[Math.max(...nodes.map(({ dtype }) => ranks.indexOf(dtype)))] as DType;

/** Truth values as numbers. */
export const numeric = (graph: Graph, x: Node): Node => (x.dtype === 'bool' ? cast(graph, x, 'int32') : x);

/** Nodes of the one type that holds the values of all. */
export function alike(graph: Graph, nodes: readonly Node[]): Node[] {
  const dtype = widest(nodes);
  return nodes.map((node) => cast(graph, node, dtype));
}

/** A function of real numbers; of integers, its value towards zero, as TensorFlow.js has it. */
export function throughReal(graph: Graph, nodes: readonly Node[], f: (...reals: Node[]) => Node): Node {
  const value = f(...nodes.map((node) => cast(graph, node, 'float32')));
  return cast(graph, value, widest(nodes));
}

/** A number, ready to broadcast. */
export const scalar = (graph: Graph, value: number, dtype: DType = 'float32'): Node => uniform(graph, value, [], dtype);
