import type { Graph } from '../graph/graph.js';
import { liveNodes } from '../graph/graph.js';
import type { Node } from '../graph/node.js';
import { LocalGraph } from './local-graph.js';

/** How a graph is to be shared out. */
export interface PartitionOptions {
  /** At most so many. */
  readonly threads: number;
  /** How many tasks the step sees: the number of threads divides it. */
  readonly tasks: number;
  /** Which inputs have the tasks in front; all others are the same on every thread. */
  readonly split: readonly boolean[];
  /** Which outputs every thread must have whole, because they are fed back. Default none. */
  readonly whole?: readonly boolean[];
}

/** The graph of one thread: all run the same, each on its block of the tasks. */
export interface Partitioned {
  readonly threads: number;
  readonly graph: Graph;
  /** As those of the whole graph; the number of the thread, int32 `[1]`, is the last one where the graph needs it. */
  readonly inputs: readonly Node[];
  readonly numbered: boolean;
  readonly outputs: readonly Node[];
  /** Which inputs and outputs are a thread's block of axis 0; the others are the same on every thread. */
  readonly split: { readonly inputs: readonly boolean[]; readonly outputs: readonly boolean[] };
}

/** The most threads that share so many tasks evenly. */
export function evenThreads(threads: number, tasks: number): number {
  const most = Math.max(1, Math.min(Math.floor(threads), tasks));
  return Array.from({ length: most }, (_, i) => most - i).find((count) => tasks % count === 0) ?? 1;
}

const undivided = (graph: Graph, inputs: readonly Node[], outputs: readonly Node[]): Partitioned => ({
  threads: 1,
  graph,
  inputs,
  numbered: false,
  outputs,
  split: { inputs: inputs.map(() => false), outputs: outputs.map(() => false) },
});

/**
 * Shares a graph out over threads along the tasks. A thread computes its block of what depends on the tasks and all of what does not;
 * sums and extrema over the tasks, and what cannot be computed in blocks, are put together by `allGather` nodes, in the same order on every
 * thread. So all threads have the same state, bit for bit, and equal numbers of threads give equal results.
 *
 * With one thread the graph is returned as it is.
 */
export function partition(
  graph: Graph,
  inputs: readonly Node[],
  outputs: readonly Node[],
  { threads, tasks, split, whole = [] }: PartitionOptions,
): Partitioned {
  const parts = evenThreads(threads, tasks);
  if (parts === 1) return undivided(graph, inputs, outputs);
  const blocks = new Set(inputs.filter((_, at) => split[at] === true));
  const live = new Set([...liveNodes(graph, outputs), ...inputs]);
  const nodes = graph.nodes.filter((node) => live.has(node));
  const wholes = new Set(outputs.filter((_, at) => whole[at] === true));
  const local = new LocalGraph({ nodes, blocks, outputs, wholes, parts });
  local.build();
  const own = inputs.map((node) => local.localOf(node));
  const results = outputs.map((node) => local.outputOf(node));
  return {
    threads: parts,
    graph: local.graph,
    inputs: local.thread === undefined ? own : [...own, local.thread],
    numbered: local.thread !== undefined,
    outputs: results.map(({ node }) => node),
    split: {
      inputs: inputs.map((node) => local.shareOf(node).kind === 'block'),
      outputs: results.map(({ isBlock }) => isBlock),
    },
  };
}
