import type { Graph } from '../graph/graph.js';
import { liveNodes } from '../graph/graph.js';
import type { Node } from '../graph/node.js';

const short: Readonly<Record<Node['dtype'], string>> = { float32: 'f32', int32: 'i32', bool: 'bool' };

/** What a node does besides naming its operands. */
function detailOf(node: Node): string {
  switch (node.op) {
    case 'input':
      return ` ${JSON.stringify(node.name)}`;
    case 'uniform':
      return ` ${node.value}`;
    case 'constant':
      return ` ${node.values.length} values`;
    case 'map':
      return ` ${node.fn}`;
    case 'permute':
      return ` ${node.order.join(' ')}`;
    case 'slice':
      return ` from ${node.begin.join(' ')}${node.step.every((step) => step === 1) ? '' : ` step ${node.step.join(' ')}`}`;
    case 'reduce':
      return ` ${node.fn} over ${node.axes.join(' ')}`;
    case 'argReduce':
      return ` ${node.fn} over ${node.axis}`;
    case 'cumulate':
      return `${node.fn === 'sum' ? '' : ` ${node.fn}`}${node.exclusive ? ' exclusive' : ''}`;
    case 'concat':
      return ` along ${node.axis}`;
    case 'pad':
      return ` from ${node.begin.join(' ')} with ${node.value}`;
    case 'im2col':
    case 'col2im': {
      const { kernelHeight, kernelWidth, strideHeight, strideWidth } = node.geometry;
      return ` ${kernelHeight}×${kernelWidth} stride ${strideHeight}×${strideWidth}`;
    }
    case 'iota':
    case 'reshape':
    case 'broadcast':
    case 'matmul':
    case 'solve':
    case 'gather':
    case 'scatter':
    case 'allGather':
      return '';
  }
}

/** `%12 = map add (%3, %7) : f32[25, 10, 40]` */
export function printNode(node: Node): string {
  const operands = node.inputs.length === 0 ? '' : ` (${node.inputs.map(({ id }) => `%${id}`).join(', ')})`;
  return `%${node.id} = ${node.op}${detailOf(node)}${operands} : ${short[node.dtype]}[${node.shape.join(', ')}]`;
}

/** A graph as text, a line a node that the outputs depend on, in order. */
export const printGraph = (graph: Graph, outputs: readonly Node[]): string =>
  [...liveNodes(graph, outputs).map(printNode), `return ${outputs.map(({ id }) => `%${id}`).join(', ')}`].join('\n');
