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

type Find = (root: Node) => Node | undefined;

/** Looks for what a node could take into itself: a reduction or product that it alone uses, place by place, through what it alone uses. */
function finder(
  nodes: readonly Node[],
  inMemory: ReadonlySet<Node>,
  outputs: readonly Node[],
  gone: ReadonlySet<Node>,
): Find {
  const counts = countUses(nodes, outputs);
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
  return (root) => find(root, root);
}

/** Functions of elements that cost no memory to keep: they can be stored in place of what they are functions of. */
export function storedAnyway(
  nodes: readonly Node[],
  inMemory: ReadonlySet<Node>,
  outputs: readonly Node[],
): ReadonlySet<Node> {
  const find = finder(nodes, inMemory, outputs, new Set());
  return new Set(nodes.filter((node) => node.op === 'map' && !inMemory.has(node) && find(node) !== undefined));
}

/**
 * Which reduction or product each node in memory takes into itself. Keys are the nodes that are stored, values what is not stored any more.
 */
export function absorb(
  nodes: readonly Node[],
  inMemory: ReadonlySet<Node>,
  outputs: readonly Node[],
): ReadonlyMap<Node, Node> {
  const taken = new Map<Node, Node>();
  const gone = new Set<Node>();
  const find = finder(nodes, inMemory, outputs, gone);
  for (const root of nodes) {
    if (root.op !== 'map' || !inMemory.has(root)) continue;
    const heavy = find(root);
    if (heavy === undefined) continue;
    taken.set(root, heavy);
    gone.add(heavy);
  }
  return taken;
}
