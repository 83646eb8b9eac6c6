import { concat } from '../build/indexing.js';
import { reduce } from '../build/reduce.js';
import { reshape, slice } from '../build/views.js';
import type { Graph } from '../graph/graph.js';
import type { Node } from '../graph/node.js';
import { sizeOf } from '../graph/shapes.js';
import { blocksAlong } from './axes.js';
import type { Share } from './classify.js';

/** A thread's share of a node of which every thread is to have the whole. */
export interface Contribution {
  readonly share: Exclude<Share, { readonly kind: 'whole' }>;
  readonly local: Node;
}

/** The values of all threads along a first axis. */
function allGather(graph: Graph, x: Node, threads: number): Node {
  return graph.intern({ op: 'allGather', inputs: [x], shape: [threads, ...x.shape], dtype: x.dtype });
}

const flat = (graph: Graph, x: Node): Node => reshape(graph, x, [sizeOf(x.shape)]);

/** Columns `begin`, … of a matrix. */
const columns = (graph: Graph, x: Node, begin: number, count: number): Node =>
  slice(graph, x, [0, begin], [x.shape[0] as number, count]);

function assemble(graph: Graph, { share, local }: Contribution, gathered: Node, threads: number): Node {
  if (share.kind === 'partial') return reshape(graph, gathered, local.shape);
  return blocksAlong(graph, reshape(graph, gathered, [threads, ...local.shape]), share.axis);
}

/** One exchange of contributions of one type that are put together in one way. */
interface Section {
  readonly members: readonly Contribution[];
  readonly flat: Node;
}

const keyOf = ({ share, local }: Contribution): string =>
  `${local.dtype} ${share.kind === 'partial' ? share.fn : 'blocks'}`;

function sectionsOf(graph: Graph, contributions: readonly Contribution[]): Section[] {
  const groups = new Map<string, Contribution[]>();
  for (const member of contributions) groups.set(keyOf(member), [...(groups.get(keyOf(member)) ?? []), member]);
  return [...groups.values()].map((members) => {
    const parts = members.map(({ local }) => flat(graph, local));
    return { members, flat: concat(graph, parts, 0) };
  });
}

/** The wholes of a section, from the matrix of what all threads have of it. */
function partsOf(graph: Graph, { members }: Section, matrix: Node): Node[] {
  const threads = matrix.shape[0] as number;
  const share = members[0]?.share;
  const together = share?.kind === 'partial' ? reduce(graph, share.fn, matrix, [0]) : matrix;
  let begin = 0;
  return members.map((member) => {
    const count = sizeOf(member.local.shape);
    const own = columns(graph, together, begin, count);
    begin += count;
    return assemble(graph, member, own, threads);
  });
}

/**
 * Puts together what all threads have of these nodes, with one exchange for each type of elements: an exchange costs a meeting of all
 * threads, whatever its size.
 */
export function exchange(
  graph: Graph,
  contributions: ReadonlyMap<Node, Contribution>,
  threads: number,
): ReadonlyMap<Node, Node> {
  const wholes = new Map<Contribution, Node>();
  const sections = sectionsOf(graph, [...contributions.values()]);
  for (const dtype of new Set(sections.map((section) => section.flat.dtype))) {
    const alike = sections.filter((section) => section.flat.dtype === dtype);
    const sent = concat(
      graph,
      alike.map((section) => section.flat),
      0,
    );
    const received = allGather(graph, sent, threads);
    let begin = 0;
    for (const section of alike) {
      const matrix = columns(graph, received, begin, sizeOf(section.flat.shape));
      begin += sizeOf(section.flat.shape);
      partsOf(graph, section, matrix).forEach((whole, at) => wholes.set(section.members[at] as Contribution, whole));
    }
  }
  return new Map([...contributions].map(([node, contribution]) => [node, wholes.get(contribution) as Node]));
}
