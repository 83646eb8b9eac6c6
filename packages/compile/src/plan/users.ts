import type { Node } from '../graph/node.js';
import { isView } from '../graph/node.js';
import { sizeOf } from '../graph/shapes.js';

/** One use of a node's elements by a node that is no view; views between them are seen through. */
export interface Use {
  readonly by: Node;
  /** How many elements are asked for. */
  readonly size: number;
}

/** How often a consumer computes its operand: once for each of its own elements, or, where it puts them together, for each of the operand's. */
const asked = (by: Node, operand: Node): number => sizeOf(by.op === 'map' ? by.shape : operand.shape);

/** All uses of each node, through views. Nodes are in order. */
export function usesOf(nodes: readonly Node[]): ReadonlyMap<Node, readonly Use[]> {
  const uses = new Map<Node, Use[]>(nodes.map((node) => [node, []]));
  for (const by of [...nodes].reverse()) {
    for (const operand of by.inputs) {
      const found = isView(by) ? (uses.get(by) ?? []) : [{ by, size: asked(by, operand) }];
      const known = uses.get(operand);
      for (const use of found) known?.push(use);
    }
  }
  return uses;
}
