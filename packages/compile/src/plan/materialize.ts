import { definitionOf } from '../graph/functions.js';
import type { Node, Op } from '../graph/node.js';
import { isView } from '../graph/node.js';
import { sizeOf } from '../graph/shapes.js';
import type { Layout } from './layout.js';
import { isWhole, layoutOf } from './layout.js';
import { regroup } from './regroup.js';
import { storedAnyway } from './absorb.js';
import { usesOf } from './users.js';

const sources: ReadonlySet<Op> = new Set<Op>(['input', 'constant']);
const freely: ReadonlySet<Op> = new Set<Op>(['map', 'uniform', 'iota', 'reshape', 'broadcast', 'permute', 'slice']);
/** Nodes whose operands a kernel finds by address, contiguous. */
const addressed: ReadonlySet<Op> = new Set<Op>([
  'im2col',
  'col2im',
  'solve',
  'gather',
  'scatter',
  'cumulate',
  'allGather',
]);

/** Costs in additions: what is dearer is not computed twice, and a loop does not grow beyond what V8 keeps in registers. */
const computedTwice = 4;
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

/** What a node costs where it is used: the functions that are computed there, and what is read. */
interface Inlined {
  readonly functions: ReadonlySet<Node>;
  readonly loads: ReadonlySet<Node>;
}

function costOf({ functions }: Inlined): number {
  let sum = 0;
  for (const node of functions) sum += node.op === 'map' ? definitionOf(node.fn).cost : 0;
  return sum;
}

function inlined(node: Node, of: ReadonlyMap<Node, Inlined>): Inlined {
  const functions = new Set<Node>(node.op === 'map' ? [node] : []);
  const loads = new Set<Node>();
  for (const input of node.inputs) {
    of.get(input)?.functions.forEach((each) => functions.add(each));
    of.get(input)?.loads.forEach((each) => loads.add(each));
  }
  return { functions, loads };
}

function markDear(choice: Choice, nodes: readonly Node[], outputs: readonly Node[]): void {
  const uses = usesOf(nodes);
  const stored = storedAnyway(nodes, choice.chosen, outputs);
  const known = new Map<Node, Inlined>();
  for (const node of nodes) {
    const here = inlined(node, known);
    const cost = costOf(here);
    const found = uses.get(node) ?? [];
    const many = found.length > 1 && (cost > computedTwice || stored.has(node));
    const wide = cost > 0 && found.some(({ size }) => size >= 2 * sizeOf(node.shape));
    if (node.op === 'map' && (many || wide || cost > dearest || here.loads.size > mostLoads)) choice.mark(node);
    known.set(node, choice.inMemory(node) ? { functions: new Set(), loads: new Set([node]) } : here);
  }
}

/**
 * The nodes that have a place in memory: inputs, constants, what a kernel computes, what a kernel finds by address, and functions of
 * elements that would be computed more than once. `nodes` are in order.
 */
export function materialize(nodes: readonly Node[], outputs: readonly Node[]): ReadonlySet<Node> {
  const choice = new Choice();
  markForced(choice, nodes, outputs);
  markDear(choice, nodes, outputs);
  return choice.chosen;
}
