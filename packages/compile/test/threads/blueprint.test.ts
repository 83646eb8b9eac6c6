import { useBackend } from '@innerloop/core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Subject } from '../../src/runtime/blueprint.js';
import { blueprintOf } from '../../src/runtime/blueprint.js';
import type { Program, Written } from '../../src/runtime/program.js';
import { threadedBlueprintOf, threadsFor } from '../../src/threads/threaded-blueprint.js';
import type { Recorded } from '../partition/recordings.js';
import { inHalves, recordings } from '../partition/recordings.js';

beforeAll(async () => {
  await useBackend('cpu');
});

/** The state is fed back, as in a compiled step. */
function subjectOf({ recording, split, states }: Recorded): Subject {
  const { graph, inputs, outputs } = recording;
  const feedback = Array.from({ length: states }, (_, leaf) => ({ output: leaf, input: leaf }));
  return {
    graph,
    inputs,
    outputs,
    feedback: feedback.filter(({ input }) => outputs[input] !== inputs[input]),
    perTask: split,
  };
}

const everything = (program: Program, { recording }: Recorded): number[][] =>
  recording.outputs.map((_, at) => Array.from(program.read(at)));

/** All outputs after so many runs. */
function run(program: Program, recorded: Recorded, runs: number): number[][] {
  recorded.values.forEach((values, at) => program.write(at, values as Written));
  for (let i = 0; i < runs; i++) program.run();
  const found = everything(program, recorded);
  program.dispose();
  return found;
}

const norm = (values: readonly number[]): number => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0));
/** How far all outputs are apart, beside how large they are. */
function distance(found: readonly (readonly number[])[], expected: readonly (readonly number[])[]): number {
  const [a, b] = [found.flat(), expected.flat()];
  return norm(a.map((value, i) => value - b[i]!)) / norm(b);
}

describe.each(Object.keys(recordings))('%s on threads', (name) => {
  it('agrees with one thread, and with itself bit for bit', () => {
    const recorded = recordings[name]!();
    const subject = subjectOf(recorded);
    const one = run(blueprintOf(subject).createProgram(), recorded, 1);
    const two = threadedBlueprintOf(subject, 2);
    expect(distance(run(two.createProgram(), recorded, 1), one)).toBeLessThan(1e-5);
    expect(run(two.createProgram(), recorded, 3)).toEqual(run(two.createProgram(), recorded, 3));
    if (name.includes('images')) return;
    const four = threadedBlueprintOf(subject, 4);
    expect(distance(run(four.createProgram(), recorded, 1), one)).toBeLessThan(1e-5);
  });
});

it('trains as one thread does, and a thousand steps take no memory', () => {
  const recorded = recordings['MAML']!();
  const subject = subjectOf(recorded);
  const one = blueprintOf(subject).createProgram();
  const two = threadedBlueprintOf(subject, 2).createProgram();
  const lossAfter = (program: Program, runs: number): number => {
    for (let i = 0; i < runs; i++) program.run();
    return program.read(recorded.states)[0]!;
  };
  for (const program of [one, two]) recorded.values.forEach((values, at) => program.write(at, values as Written));
  const first = lossAfter(one, 1);
  const later = lossAfter(one, 99);
  expect(later).toBeLessThan(first / 2);
  expect(Math.abs(lossAfter(two, 100) / later - 1)).toBeLessThan(1e-3);
  const before = process.memoryUsage().arrayBuffers;
  lossAfter(two, 900);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1e5);
  one.dispose();
  two.dispose();
});

it('stays on one thread where that does not share the work', () => {
  const recorded = inHalves();
  const subject = subjectOf(recorded);
  const memories = (threads: number): number => {
    const program = threadedBlueprintOf(subject, threads).createProgram();
    program.dispose();
    return program.bytes;
  };
  const one = blueprintOf(subject).createProgram().bytes;
  expect(memories(2)).toBeGreaterThan(one);
  // Halves of two tasks are nothing to share out among four.
  expect(memories(4)).toBe(one);
});

it('takes no more threads than the tasks can be shared out among', () => {
  const subject = subjectOf(recordings['MAML']!());
  expect(threadsFor(subject, 3)).toBe(2);
  expect(threadsFor(subject, 'auto')).toBe(1);
});
