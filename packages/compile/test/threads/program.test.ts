import { EngineError } from '@innerloop/core';
import * as fc from 'fast-check';
import { existsSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Program } from '../../src/runtime/program.js';
import { createThreadedProgram } from '../../src/threads/create-threaded-program.js';
import { expectedStep, stepByHand } from './by-hand.js';

const programs: Program[] = [];
function programOf(threads: number, late = 0): Program {
  const program = createThreadedProgram(stepByHand(threads, late));
  programs.push(program);
  return program;
}
afterEach(() => programs.splice(0).forEach((program) => program.dispose()));

const begin = (program: Program, x: readonly number[], w: number): void => {
  program.write(0, Float32Array.from(x));
  program.write(1, Float32Array.of(w));
};
const x4 = [0.5, -1.25, 3, 0.1];

describe('a program on threads', () => {
  it('computes what its threads compute together', () => {
    const anyX = (threads: number) =>
      fc.array(fc.float({ min: -2, max: 2, noNaN: true }), { minLength: 2 * threads, maxLength: 2 * threads });
    for (const threads of [2, 3, 4]) {
      const program = programOf(threads);
      const law = fc.property(anyX(threads), fc.float({ min: -2, max: 2, noNaN: true }), (x, w) => {
        begin(program, x, w);
        program.run();
        const expected = expectedStep(x, w);
        expect(program.read(0)[0]! + 0).toBe(expected.w + 0);
        expect(Array.from(program.read(1))).toEqual(expected.y);
        expect(Array.from(program.held(0))).toEqual(x);
      });
      fc.assert(law, { numRuns: 50 });
    }
  });

  it('keeps its state from run to run', () => {
    const program = programOf(2);
    begin(program, x4, 1e-9);
    let w = Math.fround(1e-9);
    for (let run = 0; run < 20; run++) {
      program.run();
      w = expectedStep(x4, w).w;
      expect(program.read(0)[0]).toBe(w);
    }
  });

  it('waits for a thread that is late, whichever it is', () => {
    const program = programOf(3, 3_000_000);
    begin(program, [...x4, 1, 2], 0.25);
    program.run();
    expect(program.read(0)[0]).toBe(expectedStep([...x4, 1, 2], 0.25).w);
  });

  it('runs beside other programs of the process, on other numbers of threads', () => {
    const [two, three] = [programOf(2), programOf(3)];
    begin(two, x4, 0.5);
    begin(three, [...x4, 1, 2], 0.5);
    let [w2, w3] = [0.5, 0.5];
    for (let run = 0; run < 5; run++) {
      two.run();
      three.run();
      [w2, w3] = [expectedStep(x4, w2).w, expectedStep([...x4, 1, 2], w3).w];
      expect([two.read(0)[0], three.read(0)[0]]).toEqual([w2, w3]);
    }
  });

  it('goes on when another program is disposed of', () => {
    const [gone, kept] = [programOf(2), programOf(2)];
    begin(kept, x4, 0.5);
    gone.dispose();
    gone.dispose();
    kept.run();
    expect(kept.read(0)[0]).toBe(expectedStep(x4, 0.5).w);
  });

  it('begins with zeros in the memory of one that is gone', () => {
    const gone = programOf(2);
    begin(gone, x4, 0.5);
    gone.run();
    gone.dispose();
    const next = programOf(2);
    expect(Array.from(next.held(0))).toEqual([0, 0, 0, 0]);
    begin(next, x4, 0.25);
    next.run();
    expect(next.read(0)[0]).toBe(expectedStep(x4, 0.25).w);
  });

  it('does a thousand runs in the same memory', () => {
    const program = programOf(2);
    begin(program, [0, 0, 0, 0], 0);
    const before = process.memoryUsage();
    for (let run = 0; run < 1000; run++) program.run();
    const after = process.memoryUsage();
    expect(program.bytes).toBe(2 * 65_536);
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(1e5);
    expect(after.heapUsed - before.heapUsed).toBeLessThan(2e7);
  });
});

/** Threads of this process, as Linux counts them. */
const threadsNow = (): number => Number(/^Threads:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);

it.runIf(existsSync('/proc/self/status'))('ends its workers with the last program', async () => {
  const counts: number[] = [];
  for (let round = 0; round < 4; round++) {
    const all = [programOf(2), programOf(3)];
    all.forEach((program) => program.run());
    counts.push(threadsNow());
    all.forEach((program) => program.dispose());
    await vi.waitFor(() => expect(threadsNow()).toBeLessThan(counts.at(-1)!), 10_000);
  }
  expect(counts.at(-1)! - counts[0]!).toBeLessThan(2);
});

describe('a thread that fails', () => {
  it.each([
    ['this one', [1, 0]],
    ['a worker', [0, 1]],
  ])('%s: says so, and again at the next run; a new program runs', (_which, trap) => {
    const [program, other] = [programOf(2), programOf(2)];
    begin(program, x4, 0.5);
    program.write(2, Float32Array.from(trap));
    expect(() => program.run()).toThrow(EngineError);
    expect(() => program.run()).toThrow(/a thread failed: .*out of bounds.*compile it again/);
    expect(() => other.run()).toThrow(EngineError);
    const next = programOf(2);
    begin(next, x4, 0.5);
    next.run();
    expect(next.read(0)[0]).toBe(expectedStep(x4, 0.5).w);
  });
});
