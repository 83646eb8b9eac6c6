import { gather } from '../build/indexing.js';
import type { Graph } from '../graph/graph.js';
import type { Node, Op } from '../graph/node.js';
import { blocksAlong, blocksInFront, divided } from './axes.js';
import { rebuild } from './rebuild.js';
import { waysOf } from './way.js';

/** What a thread's block of a whole node is made from. */
export interface Sources {
  readonly graph: Graph;
  readonly parts: number;
  /** int32 `[1]`: which thread this is. */
  readonly thread: () => Node;
  /** The node as every thread has it. */
  readonly whole: (node: Node) => Node;
  /** The thread's block of a node along an axis. */
  readonly block: (node: Node, axis: number) => Node;
}

/** The block is taken from what these are made of: that may be much smaller, and no thread computes what only others need. */
const passedThrough: ReadonlySet<Op> = new Set(['map', 'broadcast', 'reshape', 'permute']);

/** The same one module runs on every thread, so the block is found by the thread's number. */
export function blockByNumber(node: Node, axis: number, { graph, parts, thread, whole }: Sources): Node {
  const block = gather(graph, blocksInFront(graph, whole(node), axis, parts), thread());
  return blocksAlong(graph, block, axis);
}

/** The block along an axis of a node that every thread has whole. */
export function blockOf(node: Node, axis: number, sources: Sources): Node {
  const { graph, parts, whole, block } = sources;
  const shape = divided(node.shape, axis, parts);
  if (node.op === 'uniform') return rebuild(graph, { ...node, shape }, [], shape);
  const way = passedThrough.has(node.op) ? waysOf(node, parts).find(({ result }) => result === axis) : undefined;
  if (way === undefined) return blockByNumber(node, axis, sources);
  const operands = node.inputs.map((operand, at) => {
    const own = way.operands[at];
    return own === undefined ? whole(operand) : block(operand, own);
  });
  return rebuild(graph, node, operands, shape);
}
