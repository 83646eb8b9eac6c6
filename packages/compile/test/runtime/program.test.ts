import { EngineError } from '@innerloop/core';
import { describe, expect, it } from 'vitest';
import { constant, input } from '../../src/build/constants.js';
import { map } from '../../src/build/map.js';
import { reduce } from '../../src/build/reduce.js';
import { Graph } from '../../src/graph/graph.js';
import { blueprintOf } from '../../src/runtime/blueprint.js';
import type { Blueprint } from '../../src/runtime/blueprint.js';
import { newMemory } from '../../src/runtime/machine.js';

/** `count += 1`, `total += Σ x · [1, 2, 3]`, and whether `flag` is false. */
function adding(): Blueprint {
  const graph = new Graph();
  const [count, total] = [input(graph, 'count', [], 'int32'), input(graph, 'total', [1], 'float32')];
  const [x, flag] = [input(graph, 'x', [3], 'float32'), input(graph, 'flag', [2], 'bool')];
  const weights = constant(graph, Float32Array.of(1, 2, 3), [3], 'float32');
  const one = constant(graph, Int32Array.of(1), [], 'int32');
  const outputs = [
    map(graph, 'add', count, one),
    map(graph, 'add', total, reduce(graph, 'sum', map(graph, 'mul', x, weights), [0])),
    map(graph, 'not', flag),
  ];
  const inputs = [count, total, x, flag];
  const feedback = [
    { output: 0, input: 0 },
    { output: 1, input: 1 },
  ];
  return blueprintOf({ graph, inputs, outputs, feedback, perTask: inputs.map(() => false) });
}

describe('a program', () => {
  it('computes from its inputs and constants, and feeds back what it is told to', () => {
    const program = adding().createProgram();
    program.write(2, Float32Array.of(1, 1, 1));
    program.write(3, Uint8Array.of(1, 0));
    for (let run = 1; run <= 3; run++) {
      program.run();
      expect(Array.from(program.read(0))).toEqual([run]);
      expect(Array.from(program.read(1))).toEqual([6 * run]);
      expect(Array.from(program.held(1))).toEqual([6 * run]);
    }
    expect(Array.from(program.read(2))).toEqual([0, 1]);
    program.write(1, Float32Array.of(100));
    program.run();
    expect(Array.from(program.read(1))).toEqual([106]);
    program.dispose();
  });

  it('has a memory of its own, beside others of its kind', () => {
    const blueprint = adding();
    const [one, two] = [blueprint.createProgram(), blueprint.createProgram()];
    one.write(2, Float32Array.of(1, 0, 0));
    one.run();
    two.run();
    expect([one, two].map((program) => program.read(1)[0])).toEqual([1, 0]);
    expect(one.bytes).toBeGreaterThanOrEqual(blueprint.arena.bytes);
    one.dispose();
    expect(() => one.read(0)[0]).toThrow();
    two.run();
    expect(two.read(0)[0]).toBe(2);
  });

  it('says in words when there is no room for its memory, and that running without it is no way out', () => {
    expect(() => newMemory(2 ** 40)).toThrow(EngineError);
    expect(() => newMemory(2 ** 40)).toThrow('no memory of 1048576 MiB is to be had');
  });
});
