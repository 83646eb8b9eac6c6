import { describe, expect, it } from 'vitest';
import { constant, input, iota, uniform } from '../../src/build/constants.js';
import { map } from '../../src/build/map.js';
import { matmul } from '../../src/build/matmul.js';
import { argReduce, reduce } from '../../src/build/reduce.js';
import { broadcast, permute, reshape, transposed } from '../../src/build/views.js';
import { Graph, liveNodes } from '../../src/graph/graph.js';
import type { Node, Op } from '../../src/graph/node.js';
import type { Partitioned } from '../../src/partition/partition.js';
import { evenThreads, partition } from '../../src/partition/partition.js';
import { evaluate } from '../reference/interpret.js';
import { runLockstep, together } from './lockstep.js';

const countOf = ({ graph, outputs }: Partitioned, op: Op): number =>
  liveNodes(graph, outputs).filter((node) => node.op === op).length;

const ramp = (count: number, seed: number): number[] =>
  Array.from({ length: count }, (_, i) => Math.fround(Math.sin(i * 1.7 + seed)));

/** `θ − 0.1 · mean over tasks of the gradient of ½|x·θ|²`, and the losses of the tasks. */
function descent(tasks: number) {
  const graph = new Graph();
  const theta = input(graph, 'theta', [3, 2], 'float32');
  const x = input(graph, 'x', [tasks, 5, 3], 'float32');
  const spread = broadcast(graph, theta, [tasks, 3, 2]);
  const y = matmul(graph, x, spread);
  const grads = matmul(graph, transposed(graph, x), y);
  const mean = map(graph, 'mul', reduce(graph, 'sum', grads, [0]), uniform(graph, 1 / tasks, [1, 1, 1], 'float32'));
  const step = map(graph, 'mul', reshape(graph, mean, [3, 2]), uniform(graph, 0.1, [3, 2], 'float32'));
  const losses = reshape(graph, reduce(graph, 'sum', map(graph, 'square', y), [1, 2]), [tasks]);
  const loss = reshape(graph, reduce(graph, 'sum', losses, [0]), []);
  return { graph, inputs: [theta, x], outputs: [map(graph, 'sub', theta, step), loss, losses], split: [false, true] };
}

describe('a step of gradient descent', () => {
  const { graph, inputs, outputs, split } = descent(4);
  const values = [ramp(6, 0), ramp(60, 1)];
  const whole = evaluate(graph, outputs, new Map(inputs.map((node, at) => [node, values[at]!])));

  it.each([2, 4])('agrees on %i threads with the whole graph, and threads with each other bit for bit', (threads) => {
    const partitioned = partition(graph, inputs, outputs, { threads, tasks: 4, split });
    const found = runLockstep(partitioned, values);
    together(partitioned, found).forEach((output, at) =>
      output.forEach((value, i) => expect(Math.abs(value - whole[at]![i]!)).toBeLessThan(1e-5)),
    );
    for (const of of found) expect(of.slice(0, 2)).toEqual(found[0]!.slice(0, 2));
  });

  it('exchanges once, and only what the parameters have', () => {
    const partitioned = partition(graph, inputs, outputs, { threads: 2, tasks: 4, split });
    const [exchange, ...others] = liveNodes(partitioned.graph, partitioned.outputs).filter(
      ({ op }) => op === 'allGather',
    );
    expect(others).toEqual([]);
    expect(exchange?.shape).toEqual([2, 6 + 1]);
  });

  it('keeps blocks where every thread may have its own', () => {
    const options = { threads: 2, tasks: 4, split };
    expect(partition(graph, inputs, outputs, options).split).toEqual({ inputs: split, outputs: [false, false, true] });
    const whole = partition(graph, inputs, outputs, { ...options, whole: [true, true, true] });
    expect(whole.split.outputs).toEqual([false, false, false]);
    expect(whole.outputs[2]?.shape).toEqual([4]);
  });

  it('is the very same graph for one thread', () => {
    const one = partition(graph, inputs, outputs, { threads: 1, tasks: 4, split });
    expect(one.graph).toBe(graph);
    expect(one.inputs).toBe(inputs);
    expect(one.outputs).toBe(outputs);
    expect(one.threads).toBe(1);
  });
});

/** One node of an input `[4, 6]` in blocks, partitioned for two threads. */
function ofOne(build: (graph: Graph, x: Node) => Node) {
  const graph = new Graph();
  const x = input(graph, 'x', [4, 6], 'float32');
  const output = build(graph, x);
  const partitioned = partition(graph, [x], [output], { threads: 2, tasks: 4, split: [true] });
  const values = [ramp(24, 2)];
  return {
    partitioned,
    expected: evaluate(graph, [output], new Map([[x, values[0]!]])),
    found: runLockstep(partitioned, values),
  };
}

describe('what does not depend on the tasks', () => {
  const cases: readonly (readonly [string, boolean, (graph: Graph, x: Node) => Node])[] = [
    ['a number', false, (graph, x) => map(graph, 'add', x, uniform(graph, 2, [4, 6], 'float32'))],
    [
      'a broadcast',
      false,
      (graph, x) => map(graph, 'add', x, constant(graph, Float32Array.from(ramp(6, 3)), [6], 'float32')),
    ],
    [
      'a constant with the tasks in front',
      true,
      (graph, x) => map(graph, 'add', x, constant(graph, Float32Array.from(ramp(24, 3)), [4, 6], 'float32')),
    ],
    [
      'the number of the task',
      true,
      (graph, x) => map(graph, 'add', x, map(graph, 'toFloat32', transposed(graph, iota(graph, 4, 2)))),
    ],
  ];
  it.each(cases)('%s is had in blocks', (_name, numbered, build) => {
    const { partitioned, expected, found } = ofOne(build);
    expect(partitioned.numbered).toBe(numbered);
    expect(partitioned.split.outputs).toEqual([true]);
    expect(countOf(partitioned, 'allGather')).toBe(0);
    expect(together(partitioned, found)).toEqual(expected.map((of) => Array.from(of)));
  });
});

describe('what puts tasks together', () => {
  it('finds the greatest of all tasks', () => {
    const { expected, found } = ofOne((graph, x) => reduce(graph, 'max', x, [0]));
    for (const of of found) expect(of).toEqual(expected);
  });

  it.each(['mul', 'div', 'add'] as const)('adds up before it takes two sums together: %s', (fn) => {
    const { expected, found } = ofOne((graph, x) => {
      const [sum, other] = [reduce(graph, 'sum', x, [0]), reduce(graph, 'sum', map(graph, 'square', x), [0])];
      return map(graph, fn, other, fn === 'add' ? map(graph, 'exp', sum) : sum);
    });
    for (const of of found)
      of[0]!.forEach((value, i) => expect(Math.abs(value / expected[0]![i]! - 1)).toBeLessThan(1e-5));
  });

  it('finds the place of the greatest among all tasks', () => {
    const { expected, found } = ofOne((graph, x) => argReduce(graph, 'max', x, 0));
    for (const of of found) expect(of).toEqual(expected);
  });

  it('compares tasks with each other', () => {
    const { partitioned, expected, found } = ofOne((graph, x) => matmul(graph, x, transposed(graph, x)));
    expect(together(partitioned, found)).toEqual(expected.map((of) => Array.from(of)));
  });

  it('turns the tasks into the last axis', () => {
    const { expected, found } = ofOne((graph, x) => permute(graph, x, [1, 0]));
    for (const of of found) expect(of).toEqual(expected);
  });
});

it.each([
  [2, 4, 2],
  [4, 4, 4],
  [4, 6, 3],
  [8, 7, 7],
  [6, 7, 1],
  [3, 1, 1],
  [0, 4, 1],
])('of %i threads for %i tasks it uses %i', (threads, tasks, used) => {
  expect(evenThreads(threads, tasks)).toBe(used);
});
