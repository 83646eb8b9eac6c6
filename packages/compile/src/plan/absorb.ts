import type { Node } from '../graph/node.js';
import { properSizes, sameShape } from '../graph/shapes.js';
import { keepsAxes } from './build-expression.js';

/** Kernels that can apply a function to each result before they store it. */
const hasEpilogue = (node: Node): boolean => node.op === 'matmul' || node.op === 'reduce';

function countUses(nodes: readonly Node[], outputs: readonly Node[]): Map<Node, number> {
  const counts = new Map<Node, number>();
  for (const node of [...nodes.flatMap(({ inputs }) => inputs), ...outputs])
    counts.set(node, (counts.get(node) ?? 0) + 1);
  return counts;
}

/**
 * Which reduction or product each node in memory takes into itself: one that it alone uses, place by place, through functions of
 * elements that it alone uses. Keys are the nodes that are stored, values what is not stored any more.
 */
export function absorb(
  nodes: readonly Node[],
  inMemory: ReadonlySet<Node>,
  outputs: readonly Node[],
): ReadonlyMap<Node, Node> {
  const counts = countUses(nodes, outputs);
  const taken = new Map<Node, Node>();
  const gone = new Set<Node>();
  const find = (node: Node, root: Node): Node | undefined => {
    for (const input of node.inputs) {
      if (counts.get(input) !== 1 || !sameShape(properSizes(input.shape), properSizes(root.shape))) continue;
      if (inMemory.has(input)) {
        if (hasEpilogue(input) && !gone.has(input)) return input;
        continue;
      }
      if (input.op !== 'map' && !keepsAxes(input)) continue;
      const found = find(input, root);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  for (const root of nodes) {
    if (root.op !== 'map' || !inMemory.has(root)) continue;
    const heavy = find(root, root);
    if (heavy === undefined) continue;
    taken.set(root, heavy);
    gone.add(heavy);
  }
  return taken;
}
