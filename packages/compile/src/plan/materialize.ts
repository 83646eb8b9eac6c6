import { definitionOf } from '../graph/functions.js';
import type { Node, Op } from '../graph/node.js';
import { isView } from '../graph/node.js';
import { sizeOf } from '../graph/shapes.js';
import type { Layout } from './layout.js';
import { isWhole, layoutOf } from './layout.js';
import { regroup } from './regroup.js';
import { usesOf } from './users.js';

const sources: ReadonlySet<Op> = new Set<Op>(['input', 'constant']);
const freely: ReadonlySet<Op> = new Set<Op>(['map', 'uniform', 'iota', 'reshape', 'broadcast', 'permute', 'slice']);
/** Nodes whose operands a kernel finds by address, contiguous. */
const addressed: ReadonlySet<Op> = new Set<Op>(['im2col', 'col2im', 'gather', 'scatter', 'cumulate', 'allGather']);

/** Costs in additions: what is dearer is not computed twice, and a loop does not grow beyond what V8 keeps in registers. */
const computedTwice = 2;
const dearest = 40;
const mostLoads = 12;

/** What a kernel of its own computes: everything but functions of elements and views. */
export const isHeavy = (node: Node): boolean => !freely.has(node.op) && !sources.has(node.op);

/** Whether a reshape can be pushed on to what it reshapes: it only joins, it splits nothing. */
const onlyJoins = (node: Node): boolean =>
  sizeOf(node.shape) > 0 && regroup((node.inputs[0] as Node).shape, node.shape).every(({ from }) => from.length === 1);

/** Whether a matrix product can read it as it lies: one axis contiguous, the other at a distance. */
function suitsMatmul({ strides }: Layout): boolean {
  const [rows, columns] = strides.slice(-2) as [number, number];
  return (columns === 1 && rows > 0) || (rows === 1 && columns > 0);
}

/** Decides which nodes have a place in memory; all others are computed where they are used. */
class Choice {
  readonly chosen = new Set<Node>();
  readonly inMemory = (node: Node): boolean => this.chosen.has(node);

  mark(node: Node): void {
    this.chosen.add(node);
  }

  /** A contiguous copy of a node; a reshape needs none of its own. */
  markContiguous(node: Node): void {
    let target = node;
    while (target.op === 'reshape') target = target.inputs[0] as Node;
    this.mark(target);
  }

  /** Puts what is needed in memory so that views alone lead to it. */
  markLayout(node: Node): Layout {
    for (;;) {
      const layout = layoutOf(node, this.inMemory);
      if (layout !== undefined) return layout;
      let target = node;
      while (isView(target) && layoutOf(target.inputs[0] as Node, this.inMemory) === undefined)
        target = target.inputs[0] as Node;
      this.mark(isView(target) ? (target.inputs[0] as Node) : target);
    }
  }
}

function markForced(choice: Choice, nodes: readonly Node[], outputs: readonly Node[]): void {
  for (const node of nodes) {
    if (sources.has(node.op) || isHeavy(node)) choice.mark(node);
    if (node.op === 'reshape' && !onlyJoins(node)) choice.markLayout(node);
    for (const operand of node.inputs) {
      if (node.op === 'matmul' && !suitsMatmul(choice.markLayout(operand))) choice.markContiguous(operand);
      if (addressed.has(node.op) && !isWhole(operand, choice.markLayout(operand))) choice.markContiguous(operand);
    }
  }
  for (const output of outputs) {
    let target = output;
    while (target.op === 'reshape') target = target.inputs[0] as Node;
    if (target.op === 'map') choice.mark(target);
  }
}

function markDear(choice: Choice, nodes: readonly Node[]): void {
  const uses = usesOf(nodes);
  const costs = new Map<Node, number>();
  const loads = new Map<Node, number>();
  for (const node of nodes) {
    const open = choice.inMemory(node) ? [] : node.inputs;
    const own = node.op === 'map' ? definitionOf(node.fn).cost : 0;
    const cost = open.reduce((sum, input) => sum + (costs.get(input) ?? 0), choice.inMemory(node) ? 0 : own);
    const leaves = open.reduce((sum, input) => sum + (loads.get(input) ?? 0), 0);
    const found = uses.get(node) ?? [];
    const many = found.length > 1 && cost > computedTwice;
    const wide = cost > 0 && found.some(({ size }) => size >= 2 * sizeOf(node.shape));
    const marked = node.op === 'map' && (many || wide || cost > dearest || leaves > mostLoads);
    if (marked) choice.mark(node);
    costs.set(node, marked ? 0 : cost);
    loads.set(node, marked || choice.inMemory(node) ? 1 : leaves);
  }
}

/**
 * The nodes that have a place in memory: inputs, constants, what a kernel computes, what a kernel finds by address, and functions of
 * elements that would be computed more than once. `nodes` are in order.
 */
export function materialize(nodes: readonly Node[], outputs: readonly Node[]): ReadonlySet<Node> {
  const choice = new Choice();
  markForced(choice, nodes, outputs);
  markDear(choice, nodes);
  return choice.chosen;
}
