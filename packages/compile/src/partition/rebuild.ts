import { concat, gather, pad, scatter } from '../build/indexing.js';
import { map } from '../build/map.js';
import { matmul } from '../build/matmul.js';
import { col2im, im2col } from '../build/patches.js';
import { argReduce, cumulate, reduce } from '../build/reduce.js';
import { solve } from '../build/solve.js';
import { broadcast, permute, reshape, slice } from '../build/views.js';
import type { Graph } from '../graph/graph.js';
import type { Node, PatchesNode } from '../graph/node.js';

function patches(graph: Graph, node: PatchesNode, x: Node): Node {
  const places = node.geometry.outHeight * node.geometry.outWidth;
  const batch = node.op === 'im2col' ? (x.shape[0] as number) : (x.shape[0] as number) / places;
  return (node.op === 'im2col' ? im2col : col2im)(graph, x, { ...node.geometry, batch });
}

/** The same node in another graph, of these operands: of their shapes, and itself of this one. */
export function rebuild(graph: Graph, node: Node, operands: readonly Node[], shape: readonly number[]): Node {
  const [x, y] = operands as readonly [Node, Node];
  switch (node.op) {
    case 'map':
      return map(graph, node.fn, ...operands);
    case 'reshape':
      return reshape(graph, x, shape);
    case 'broadcast':
      return broadcast(graph, x, shape);
    case 'permute':
      return permute(graph, x, node.order);
    case 'slice':
      return slice(graph, x, node.begin, shape, node.step);
    case 'pad':
      return pad(graph, x, node.begin, shape, node.value);
    case 'concat':
      return concat(graph, operands, node.axis);
    case 'reduce':
      return reduce(graph, node.fn, x, node.axes);
    case 'argReduce':
      return argReduce(graph, node.fn, x, node.axis);
    case 'cumulate':
      return cumulate(graph, node.fn, x, node.shape.length - 1, node.exclusive);
    case 'matmul':
      return matmul(graph, x, y);
    case 'im2col':
    case 'col2im':
      return patches(graph, node, x);
    case 'solve':
      return solve(graph, x, y);
    case 'gather':
      return gather(graph, x, y);
    case 'scatter':
      return scatter(graph, x, y, shape[0] as number);
    case 'allGather':
    case 'input':
    case 'uniform':
    case 'constant':
    case 'iota': {
      const { id: _id, ...draft } = node;
      return graph.intern({ ...draft, inputs: [...operands] });
    }
  }
}
