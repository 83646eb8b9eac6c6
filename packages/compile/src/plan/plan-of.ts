import type { Graph } from '../graph/graph.js';
import { liveNodes } from '../graph/graph.js';
import type { Node, UniformNode } from '../graph/node.js';
import { sizeOf } from '../graph/shapes.js';
import { absorb } from './absorb.js';
import { copyKernel, kernelsOf } from './build-kernels.js';
import type { Placement } from './build-kernels.js';
import { isWhole, layoutOf } from './layout.js';
import { materialize } from './materialize.js';
import type { Buffer, Kernel, Plan } from './plan.js';

function bufferMaker(): (node: Node) => Buffer {
  let count = 0;
  return ({ shape, dtype }) => ({ id: count++, shape, dtype, size: sizeOf(shape) });
}

const given: ReadonlySet<string> = new Set(['input', 'constant', 'uniform']);

/**
 * Turns a graph into kernels in order: functions of elements are fused into the loops that use them, views into the addresses.
 * Every output has a buffer that a kernel writes.
 */
export function planOf(graph: Graph, inputs: readonly Node[], outputs: readonly Node[]): Plan {
  const nodes = liveNodes(graph, outputs);
  const chosen = materialize(nodes, outputs);
  const taken = absorb(nodes, chosen, outputs);
  const gone = new Set(taken.values());
  const inMemory = (node: Node): boolean => chosen.has(node) && !gone.has(node);
  const newBuffer = bufferMaker();
  const buffers = new Map<Node, Buffer>();
  const bufferOf = (node: Node): Buffer => {
    const found = buffers.get(node) ?? newBuffer(node);
    buffers.set(node, found);
    return found;
  };
  const placement: Placement = { inMemory, bufferOf, taken };
  const inputBuffers = inputs.map(bufferOf);
  const roots = nodes.filter((node) => inMemory(node) && !given.has(node.op));
  const kernels: Kernel[] = roots.flatMap((root) => kernelsOf(root, placement));
  const outputBuffers = outputs.map((output) => {
    const layout = layoutOf(output, inMemory);
    if (isWhole(output, layout) && !given.has(layout.base.op)) return bufferOf(layout.base);
    const copy = newBuffer(output);
    if (copy.size > 0) kernels.push(copyKernel(output, copy, placement));
    return copy;
  });
  const constants: Plan['constants'] = nodes
    .filter((node) => inMemory(node) && (node.op === 'constant' || node.op === 'uniform'))
    .map((node) => ({
      buffer: bufferOf(node),
      values: node.op === 'constant' ? node.values : (node as UniformNode).value,
    }));
  return { kernels, inputs: inputBuffers, outputs: outputBuffers, constants };
}
