import type { Graph } from '../../src/graph/graph.js';
import { liveNodes } from '../../src/graph/graph.js';
import type { InputNode, Node, Values } from '../../src/graph/node.js';
import { sizeOf } from '../../src/graph/shapes.js';
import { evaluators } from './evaluators.js';

/** Elements of each input: by its node. Numbers are taken as they come and rounded to the input's type. */
export type Feeds = ReadonlyMap<Node, ArrayLike<number>>;

const stored = (node: Node, values: ArrayLike<number>): Values =>
  node.dtype === 'float32' ? Float32Array.from(values) : Int32Array.from(values);

function feed(node: InputNode, feeds: Feeds): ArrayLike<number> {
  const values = feeds.get(node);
  if (values?.length !== sizeOf(node.shape))
    throw new Error(`evaluate: input '${node.name}' of [${node.shape.join()}] was given ${values?.length} elements`);
  return values;
}

/**
 * What a graph means: every node computed by plain loops over float64 numbers and rounded to its type, one after the other.
 * Slow, and independent of how plans and code are made.
 */
export function evaluate(graph: Graph, outputs: readonly Node[], feeds: Feeds = new Map()): Values[] {
  const known = new Map<Node, Values>();
  const valuesOf = (node: Node): Values => known.get(node) as Values;
  for (const node of liveNodes(graph, outputs)) {
    const values =
      node.op === 'input' ? feed(node, feeds) : evaluators[node.op](node as never, node.inputs.map(valuesOf));
    if (values.length !== sizeOf(node.shape))
      throw new Error(`evaluate: ${node.op} %${node.id} of [${node.shape.join()}] has ${values.length} elements`);
    known.set(node, stored(node, values));
  }
  return outputs.map(valuesOf);
}
