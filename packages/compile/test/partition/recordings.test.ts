import { useBackend } from '@innerloop/core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { liveNodes } from '../../src/graph/graph.js';
import type { Partitioned } from '../../src/partition/partition.js';
import { partition } from '../../src/partition/partition.js';
import { flopsOf } from '../../src/threads/flops.js';
import { evaluate } from '../reference/interpret.js';
import { runLockstep, together } from './lockstep.js';
import type { Recorded } from './recordings.js';
import { inHalves, recordings, tasks } from './recordings.js';

beforeAll(async () => {
  await useBackend('cpu');
});

const norm = (values: Iterable<number>): number => Math.sqrt(Array.from(values).reduce((sum, x) => sum + x * x, 0));

/** How far two outputs are apart, beside how large they are. */
function distance(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  const apart = norm(Array.from(found, (value, i) => value - expected[i]!));
  return apart / (norm(Array.from(expected)) + 1e-3);
}

const products = (of: Pick<Partitioned, 'graph' | 'outputs'>): number =>
  liveNodes(of.graph, of.outputs).reduce((sum, node) => sum + (node.op === 'matmul' ? flopsOf(node) : 0), 0);

/** Every thread does its part and no more, they exchange once at most, and together they have what one thread has. */
function expectShared({ recording, values, split, states }: Recorded, threads: number): void {
  const { graph, inputs, outputs } = recording;
  const expected = evaluate(graph, outputs, new Map(inputs.map((node, at) => [node, values[at]!])));
  const whole = outputs.map((_, at) => at < states);
  const partitioned = partition(graph, inputs, outputs, { threads, tasks, split, whole });
  const found = runLockstep(partitioned, values);
  together(partitioned, found).forEach((output, at) => expect(distance(output, expected[at]!)).toBeLessThan(1e-5));
  for (const of of found) expect(of.slice(0, states)).toEqual(found[0]!.slice(0, states));
  const exchanges = liveNodes(partitioned.graph, partitioned.outputs).filter(({ op }) => op === 'allGather').length;
  expect(exchanges).toBeLessThanOrEqual(1);
  expect(products(partitioned) * threads).toBe(products({ graph, outputs }));
}

describe.each(Object.keys(recordings))('%s, shared out', (name) => {
  it('agrees with the whole, on two threads and on four, and its state is one', () => {
    const recorded = recordings[name]!();
    expectShared(recorded, 2);
    expectShared(recorded, 4);
  });
});

it('shares each slice of the tasks out by itself', () => {
  expectShared(inHalves(), 2);
});
