import type { Node, Values } from '../../src/graph/node.js';
import { liveNodes } from '../../src/graph/graph.js';
import type { Partitioned } from '../../src/partition/partition.js';
import { evaluators } from '../reference/evaluators.js';

const stored = (node: Node, values: ArrayLike<number>): Values =>
  node.dtype === 'float32' ? Float32Array.from(values) : Int32Array.from(values);

const joined = (parts: readonly Values[]): number[] => parts.flatMap((part) => Array.from(part));

/** Block `thread` of `threads` of what an input of the whole graph is given. */
function blockOf(values: ArrayLike<number>, thread: number, threads: number): number[] {
  const size = values.length / threads;
  return Array.from(values).slice(thread * size, (thread + 1) * size);
}

/** What each thread feeds to the inputs of its graph. */
function feedsOf(
  { inputs, numbered, split, threads }: Partitioned,
  values: readonly ArrayLike<number>[],
  thread: number,
) {
  const feeds = values.map((given, at) => (split.inputs[at] === true ? blockOf(given, thread, threads) : given));
  return new Map(inputs.map((node, at) => [node, numbered && at === values.length ? [thread] : feeds[at]!]));
}

/** The outputs of all threads, `[thread][output]`, each node computed on every thread before the next one. */
export function runLockstep(partitioned: Partitioned, values: readonly ArrayLike<number>[]): Values[][] {
  const { graph, inputs, outputs, threads } = partitioned;
  const numbers = Array.from({ length: threads }, (_, thread) => thread);
  const feeds = numbers.map((thread) => feedsOf(partitioned, values, thread));
  const known = numbers.map(() => new Map<Node, Values>());
  const operandsOf = (node: Node, thread: number) => node.inputs.map((operand) => known[thread]!.get(operand)!);
  for (const node of liveNodes(graph, [...inputs, ...outputs])) {
    const all = node.op === 'allGather' ? joined(numbers.map((thread) => operandsOf(node, thread)[0]!)) : [];
    for (const thread of numbers) {
      const found =
        node.op === 'input'
          ? feeds[thread]!.get(node)!
          : node.op === 'allGather'
            ? all
            : evaluators[node.op](node as never, operandsOf(node, thread));
      known[thread]!.set(node, stored(node, found));
    }
  }
  return numbers.map((thread) => outputs.map((node) => known[thread]!.get(node)!));
}

/** The outputs of the whole graph from those of the threads. */
export function together({ split }: Partitioned, found: readonly (readonly Values[])[]): number[][] {
  return split.outputs.map((is, at) => (is ? joined(found.map((of) => of[at]!)) : Array.from(found[0]![at]!)));
}
