import type { Node, ReduceFunction } from '../graph/node.js';
import { isView } from '../graph/node.js';
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

/** A node's share, how those that use it take it, and the form of each of its operands. */
export interface Decision {
  readonly share: Share;
  readonly seen: Share;
  readonly operands: readonly Form[];
}

const whole = { kind: 'whole' } as const;
const onWholes = (node: Node): Decision => ({ share: whole, seen: whole, operands: node.inputs.map(() => whole) });

/** Every thread has all of it; yet each goes on with its block where there are blocks, since all of it depends on the tasks. */
function sharedOutAgain(node: Node, parts: number): Decision {
  const divides = node.shape.length > 0 && (node.shape[0] as number) % parts === 0;
  return { ...onWholes(node), seen: divides ? { kind: 'block', axis: 0 } : whole };
}

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
  if (best.way === undefined) return sharedOutAgain(node, parts);
  const { operands, result } = best.way;
  const share: Share = typeof result === 'number' ? { kind: 'block', axis: result } : { kind: 'partial', fn: result };
  return {
    share,
    seen: share,
    operands: operands.map((axis) => (axis === undefined ? whole : { kind: 'block', axis })),
  };
}

function decide(node: Node, shares: readonly Share[], parts: number): Decision {
  if (sizeOf(node.shape) === 0) return onWholes(node);
  if (shares.some(({ kind }) => kind === 'block')) return inBlocks(node, shares, parts);
  const partial = shares.map((share) => share.kind === 'partial' && share.fn === 'sum');
  if (!partial.includes(true) || !isLinear(node, partial)) return onWholes(node);
  const share = { kind: 'partial', fn: 'sum' } as const;
  return { share, seen: share, operands: partial.map((is) => ({ kind: is ? 'partial' : 'whole' })) };
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

function decideInput(node: Node, isWhole: boolean): Decision {
  const block = { kind: 'block', axis: 0 } as const;
  return { share: isWhole ? whole : block, seen: sizeOf(node.shape) > 0 ? block : whole, operands: [] };
}

/** Decisions where some nodes are `gathered`: partial ones are put together before they are used, inputs are given to all threads whole. */
function decideAll({ nodes, blocks, parts }: Division, gathered: ReadonlySet<Node>): Decisions {
  const decisions = new Map<Node, Decision>();
  const seen = (node: Node): Share => (decisions.get(node) as Decision).seen;
  for (const node of nodes) {
    const isWhole = gathered.has(node);
    const decision = blocks.has(node)
      ? decideInput(node, isWhole || sizeOf(node.shape) === 0)
      : decide(node, node.inputs.map(seen), parts);
    const together = isWhole && decision.share.kind === 'partial';
    decisions.set(node, together ? { ...decision, seen: whole } : decision);
  }
  return decisions;
}

/** The nodes that someone needs whole and that no thread has whole; of a view, what is viewed. */
export function wanted({ nodes, outputs, wholes }: Division, decisions: Decisions): ReadonlySet<Node> {
  const found = new Set<Node>();
  const want = (node: Node): void => {
    const { share } = decisions.get(node) as Decision;
    if (share.kind === 'block' && isView(node)) want(node.inputs[0] as Node);
    else if (share.kind !== 'whole') found.add(node);
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
