import type { Node } from '../graph/node.js';
import { isView } from '../graph/node.js';
import { sizeOf } from '../graph/shapes.js';

const given: ReadonlySet<Node['op']> = new Set(['input', 'constant', 'uniform', 'iota', 'allGather']);

/** Operations on numbers that a node takes, roughly: two for each term of a product, one for each element of everything else. */
export function flopsOf(node: Node): number {
  if (given.has(node.op) || isView(node)) return 0;
  if (node.op === 'matmul') return 2 * sizeOf(node.shape) * (node.inputs[0]?.shape.at(-1) ?? 0);
  if (node.op === 'solve') {
    const [batch, n, m] = node.shape as readonly [number, number, number];
    return batch * n * n * (n / 3 + 2 * m);
  }
  return Math.max(sizeOf(node.shape), ...node.inputs.map(({ shape }) => sizeOf(shape)));
}
