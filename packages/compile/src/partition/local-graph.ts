import { input, uniform } from '../build/constants.js';
import { Graph } from '../graph/graph.js';
import type { Node } from '../graph/node.js';
import { isView } from '../graph/node.js';
import { sizeOf } from '../graph/shapes.js';
import { divided } from './axes.js';
import type { Sources } from './block-of.js';
import { blockByNumber, blockOf } from './block-of.js';
import type { Decision, Division, Form, Share } from './classify.js';
import { classify, hasBlock, wanted } from './classify.js';
import type { Contribution } from './exchange.js';
import { exchange } from './exchange.js';
import { rebuild } from './rebuild.js';

/** The graph of one thread while it is built: what there is of each node of the whole graph. */
export class LocalGraph {
  readonly graph: Graph = new Graph();
  /** The input that numbers the threads, where the graph needs it. */
  thread: Node | undefined;
  private readonly decisions: ReadonlyMap<Node, Decision>;
  private readonly wanted: ReadonlySet<Node>;
  /** A thread's share of each node. */
  private readonly own = new Map<Node, Node>();
  private readonly wholes = new Map<Node, Node>();
  /** Blocks of nodes that every thread has whole, by axis. */
  private readonly blocks = new Map<Node, Map<number, Node>>();
  /** What the next exchange carries. */
  private readonly open = new Map<Node, Contribution>();
  private readonly sources: Sources;

  constructor(private readonly division: Division) {
    this.decisions = classify(division);
    this.wanted = wanted(division, this.decisions);
    this.sources = {
      graph: this.graph,
      parts: division.parts,
      thread: () => (this.thread ??= input(this.graph, 'thread', [1], 'int32')),
      whole: (node) => this.wholeOf(node) as Node,
      block: (node, axis) => this.blockOf(node, axis),
    };
  }

  shareOf(node: Node): Share {
    return (this.decisions.get(node) as Decision).share;
  }

  /** A thread's share of a node. */
  localOf(node: Node): Node {
    return this.own.get(node) as Node;
  }

  /** An output, and whether it is a block of axis 0. */
  outputOf(node: Node): { readonly node: Node; readonly isBlock: boolean } {
    const isBlock = hasBlock(this.shareOf(node), { kind: 'block', axis: 0 }) && !this.division.wholes.has(node);
    return { node: (isBlock ? this.own.get(node) : this.wholeOf(node)) as Node, isBlock };
  }

  /** Builds everything: what can be had before an exchange, the exchange, and so on. */
  build(): void {
    let waiting = this.division.nodes;
    while (waiting.length > 0) {
      waiting = waiting.filter((node) => !this.tryBuild(node));
      const found = exchange(this.graph, this.open, this.division.parts);
      found.forEach((whole, node) => this.wholes.set(node, whole));
      this.open.clear();
    }
  }

  private tryBuild(node: Node): boolean {
    const { share, operands: forms } = this.decisions.get(node) as Decision;
    if (!node.inputs.every((operand, at) => this.has(operand, forms[at] as Form))) return false;
    const operands = node.inputs.map((operand, at) => this.take(operand, forms[at] as Form));
    this.keep(node, share, this.built(node, share, operands));
    return true;
  }

  private built(node: Node, share: Share, operands: readonly Node[]): Node {
    const { parts } = this.division;
    const shape = share.kind === 'block' ? divided(node.shape, share.axis, parts) : node.shape;
    if (sizeOf(shape) === 0 && node.op !== 'input') return uniform(this.graph, 0, shape, node.dtype);
    return rebuild(this.graph, { ...node, shape }, operands, shape);
  }

  private keep(node: Node, share: Share, local: Node): void {
    this.own.set(node, local);
    if (share.kind === 'whole') this.wholes.set(node, local);
    else if (this.wanted.has(node)) this.open.set(node, { share, local });
  }

  /** The node as every thread has it, if it does: what is viewed may be there while the view is in blocks. */
  private wholeOf(node: Node): Node | undefined {
    const known = this.wholes.get(node);
    if (known !== undefined || !isView(node) || this.shareOf(node).kind !== 'block') return known;
    const viewed = this.wholeOf(node.inputs[0] as Node);
    if (viewed === undefined) return undefined;
    const made = rebuild(this.graph, node, [viewed], node.shape);
    this.wholes.set(node, made);
    return made;
  }

  /** Whether a node is there in a form. */
  private has(node: Node, form: Form): boolean {
    if (form.kind === 'partial') return this.own.has(node);
    return hasBlock(this.shareOf(node), form) ? this.own.has(node) : this.wholeOf(node) !== undefined;
  }

  private take(node: Node, form: Form): Node {
    if (form.kind === 'whole') return this.wholeOf(node) as Node;
    return form.kind === 'block' ? this.blockOf(node, form.axis) : (this.own.get(node) as Node);
  }

  private blockOf(node: Node, axis: number): Node {
    const share = this.shareOf(node);
    if (hasBlock(share, { kind: 'block', axis })) return this.own.get(node) as Node;
    const known = this.blocks.get(node)?.get(axis);
    if (known !== undefined) return known;
    const made = share.kind === 'whole' ? blockOf(node, axis, this.sources) : blockByNumber(node, axis, this.sources);
    this.blocks.set(node, (this.blocks.get(node) ?? new Map<number, Node>()).set(axis, made));
    return made;
  }
}
