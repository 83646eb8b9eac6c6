import type { Node } from './node.js';

/** A node before it has its place. */
export type Draft<N extends Node = Node> = N extends Node ? Omit<N, 'id'> : never;

const numberKey = (value: number): string => (Object.is(value, -0) ? '-0' : String(value));
/** Constants up to so many elements are compared; larger ones are taken as they come. */
const comparedElements = 4096;

/** All that tells a node from others of the same inputs. */
function attributesKey(node: Draft): string {
  switch (node.op) {
    case 'input':
      return node.name;
    case 'uniform':
      return numberKey(node.value);
    case 'map':
      return node.fn;
    case 'permute':
      return node.order.join();
    case 'slice':
      return `${node.begin.join()}/${node.step.join()}`;
    case 'reduce':
      return `${node.fn}/${node.axes.join()}`;
    case 'argReduce':
      return `${node.fn}/${node.axis}`;
    case 'cumulate':
      return `${node.fn}/${node.exclusive}`;
    case 'im2col':
    case 'col2im':
      return JSON.stringify(node.geometry);
    case 'concat':
      return String(node.axis);
    case 'pad':
      return `${node.begin.join()}/${numberKey(node.value)}`;
    case 'constant':
      return Array.from(node.values, numberKey).join();
    default:
      return '';
  }
}

/** What tells a node from all others of its graph. */
function identityOf(draft: Draft): string {
  const inputs = draft.inputs.map(({ id }) => id).join();
  return `${draft.op}|${draft.dtype}|${draft.shape.join()}|${inputs}|${attributesKey(draft)}`;
}

/** A pure computation, as nodes in the order in which they can be computed; equal nodes are one. */
export class Graph {
  readonly nodes: Node[] = [];
  /** What tells each node from all others; undefined for a large constant, which only its values tell. */
  readonly identities: (string | undefined)[] = [];
  private readonly known = new Map<string, Node>();
  /** How many nodes were asked for that were there already. */
  reused = 0;

  /** The node of this description: a new one, or the one that is there. */
  intern(draft: Draft): Node {
    const key = this.keyOf(draft);
    const found = key === undefined ? undefined : this.known.get(key);
    if (found !== undefined) {
      this.reused++;
      return found;
    }
    const node = { ...draft, id: this.nodes.length } as Node;
    this.nodes.push(node);
    this.identities.push(key);
    if (key !== undefined) this.known.set(key, node);
    return node;
  }

  private keyOf(draft: Draft): string | undefined {
    return draft.op === 'constant' && draft.values.length > comparedElements ? undefined : identityOf(draft);
  }
}

/** The nodes that the outputs depend on, in order. */
export function liveNodes(graph: Graph, outputs: readonly Node[]): Node[] {
  const live = new Set<Node>();
  const open = [...outputs];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (live.has(node)) continue;
    live.add(node);
    open.push(...node.inputs);
  }
  return graph.nodes.filter((node) => live.has(node));
}
