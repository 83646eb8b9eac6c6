import type { Node, ReduceFunction } from '../graph/node.js';
import { sizeOf } from '../graph/shapes.js';
import { isLinear } from './linear.js';
import type { Way } from './way.js';
import { waysOf } from './way.js';

/**
 * What a thread computes of a node: all of it; its block of one axis; or a value that gives the node only together with those of the
 * other threads, by `fn`.
 */
export type Share =
  | { readonly kind: 'whole' }
  | { readonly kind: 'block'; readonly axis: number }
  | { readonly kind: 'partial'; readonly fn: ReduceFunction };

/** In what form a node takes an operand. */
export type Form = { readonly kind: 'whole' | 'partial' } | { readonly kind: 'block'; readonly axis: number };

/** Whether a share is the block that is asked for. */
export const hasBlock = (share: Share, form: Form): boolean =>
  share.kind === 'block' && form.kind === 'block' && share.axis === form.axis;

/** A node's share, and the form of each of its operands. */
export interface Decision {
  readonly share: Share;
  readonly operands: readonly Form[];
}

const whole = { kind: 'whole' } as const;
const onWholes = (node: Node): Decision => ({ share: whole, operands: node.inputs.map(() => whole) });

/** How many elements of operands that are in blocks fit this way. */
function fitting(node: Node, way: Way, shares: readonly Share[]): number {
  return node.inputs.reduce((sum, { shape }, at) => {
    const share = shares[at] as Share;
    return share.kind === 'block' && share.axis === way.operands[at] ? sum + sizeOf(shape) : sum;
  }, 0);
}

function inBlocks(node: Node, shares: readonly Share[], parts: number): Decision {
  const ways = waysOf(node, parts).map((way) => ({ way, fit: fitting(node, way, shares) }));
  const best = ways.reduce((a, b) => (b.fit > a.fit ? b : a), { way: undefined as Way | undefined, fit: 0 });
  if (best.way === undefined) return onWholes(node);
  const { operands, result } = best.way;
  return {
    share: typeof result === 'number' ? { kind: 'block', axis: result } : { kind: 'partial', fn: result },
    operands: operands.map((axis) => (axis === undefined ? whole : { kind: 'block', axis })),
  };
}

function decide(node: Node, shares: readonly Share[], parts: number): Decision {
  if (sizeOf(node.shape) === 0) return onWholes(node);
  if (shares.some(({ kind }) => kind === 'block')) return inBlocks(node, shares, parts);
  const partial = shares.map((share) => share.kind === 'partial' && share.fn === 'sum');
  if (!partial.includes(true) || !isLinear(node, partial)) return onWholes(node);
  return {
    share: { kind: 'partial', fn: 'sum' },
    operands: partial.map((is) => ({ kind: is ? 'partial' : 'whole' })),
  };
}

/** What is to be divided into `parts`. */
export interface Division {
  /** In order. */
  readonly nodes: readonly Node[];
  /** Inputs that come in blocks of axis 0. */
  readonly blocks: ReadonlySet<Node>;
  readonly outputs: readonly Node[];
  /** Outputs that every thread must have whole. */
  readonly wholes: ReadonlySet<Node>;
  readonly parts: number;
}

type Decisions = ReadonlyMap<Node, Decision>;

/** Decisions where the `gathered` of the partial nodes are put together before they are used. */
function decideAll({ nodes, blocks, parts }: Division, gathered: ReadonlySet<Node>): Decisions {
  const decisions = new Map<Node, Decision>();
  const shareOf = (node: Node): Share => {
    const { share } = decisions.get(node) as Decision;
    return share.kind === 'partial' && gathered.has(node) ? whole : share;
  };
  for (const node of nodes) {
    const given = node.op === 'input' && blocks.has(node) && sizeOf(node.shape) > 0;
    const decision: Decision = given
      ? { share: { kind: 'block', axis: 0 }, operands: [] }
      : decide(node, node.inputs.map(shareOf), parts);
    decisions.set(node, decision);
  }
  return decisions;
}

/** The nodes that someone needs whole and that no thread has whole. */
export function wanted({ nodes, outputs, wholes }: Division, decisions: Decisions): ReadonlySet<Node> {
  const found = new Set<Node>();
  const want = (node: Node): void => {
    if (decisions.get(node)?.share.kind !== 'whole') found.add(node);
  };
  for (const node of nodes) {
    decisions.get(node)?.operands.forEach((form, at) => {
      const operand = node.inputs[at] as Node;
      const { share } = decisions.get(operand) as Decision;
      if (form.kind !== 'partial' && !hasBlock(share, form)) want(operand);
    });
  }
  for (const output of outputs) {
    const share = decisions.get(output)?.share;
    if (wholes.has(output) || share?.kind !== 'block' || share.axis !== 0) want(output);
  }
  return found;
}

/**
 * Decides, node by node, what each thread computes. Sums over the tasks stay partial through what is linear in them, unless another node
 * needs the sum itself anyway.
 */
export function classify(division: Division): Decisions {
  let gathered: ReadonlySet<Node> = new Set();
  for (;;) {
    const decisions = decideAll(division, gathered);
    const next = new Set([...gathered, ...wanted(division, decisions)]);
    if (next.size === gathered.size) return decisions;
    gathered = next;
  }
}
