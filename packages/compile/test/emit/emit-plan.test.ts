import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emitPlan, scratchOf } from '../../src/emit/emit-plan.js';
import type { Values } from '../../src/graph/node.js';
import { input, uniform } from '../../src/build/constants.js';
import { map } from '../../src/build/map.js';
import { reduce } from '../../src/build/reduce.js';
import { Graph } from '../../src/graph/graph.js';
import { arenaOf } from '../../src/plan/arena.js';
import { planOf } from '../../src/plan/plan-of.js';
import type { Plan } from '../../src/plan/plan.js';
import { createProgram } from '../../src/runtime/create-program.js';
import { compileModule } from '../../src/runtime/machine.js';
import type { Program } from '../../src/runtime/program.js';
import { feedsOf, graphs } from '../plan/random-graphs.js';
import { evaluate } from '../reference/interpret.js';
import { bufferOf } from './support/random-access.js';

type Feedback = Parameters<typeof emitPlan>[2]['feedback'];

function programOf(plan: Plan, feedback: Feedback = []): Program {
  const arena = arenaOf(plan, scratchOf);
  const { bytes, phases } = emitPlan(plan, arena, { feedback, relaxed: false });
  return createProgram(plan, compileModule(bytes), arena, phases);
}

describe('emitPlan', () => {
  it('computes what the graph means, and the same again', () => {
    fc.assert(
      fc.property(graphs, fc.nat(), (made, seed) => {
        const feeds = feedsOf(made, seed);
        const feed = new Map(made.inputs.map((node, i) => [node, feeds[i] as Values]));
        const expected = evaluate(made.graph, made.outputs, feed);
        const program = programOf(planOf(made.graph, made.inputs, made.outputs));
        feeds.forEach((values, i) => program.write(i, values));
        const [first = [], second] = [0, 1].map(() => {
          program.run();
          return made.outputs.map((_, i) => program.read(i).slice());
        });
        expect(second).toEqual(first);
        expected.forEach((values, i) => {
          const largest = Math.max(1, ...Array.from(values).filter(Number.isFinite).map(Math.abs));
          values.forEach((value, at) => {
            const other = first[i]?.[at] as number;
            if (Number.isFinite(value)) expect(Math.abs(value - other)).toBeLessThanOrEqual(3e-4 * largest);
            else expect(other).toBe(value);
          });
        });
      }),
      { numRuns: 400 },
    );
  });

  it('keeps sums of very many elements precise', () => {
    const graph = new Graph();
    const x = input(graph, 'x', [1_000_000], 'float32');
    const rows = input(graph, 'rows', [50_000, 8], 'float32');
    const sums = [reduce(graph, 'sum', x, [0]), reduce(graph, 'sum', rows, [0])];
    const program = programOf(planOf(graph, [x, rows], sums));
    program.write(0, new Float32Array(1_000_000).fill(0.1));
    program.write(1, new Float32Array(400_000).fill(0.1));
    program.run();
    const tenth = Math.fround(0.1);
    const [all, each] = [program.read(0), program.read(1)].map((values) => Array.from(values));
    expect(all![0]! / (1_000_000 * tenth)).toBeCloseTo(1, 5);
    for (const sum of each!) expect(sum / (50_000 * tenth)).toBeCloseTo(1, 5);
  });

  it('reduces nothing at all to what changes nothing', () => {
    const graph = new Graph();
    const x = input(graph, 'x', [2, 0, 3], 'float32');
    const over = (fn: 'sum' | 'max' | 'min' | 'product', axes: number[]) => reduce(graph, fn, x, axes);
    const outputs = [over('sum', [1]), over('max', [1]), over('min', [0, 1]), over('product', [0, 1, 2])];
    const program = programOf(planOf(graph, [x], outputs));
    program.run();
    const found = outputs.map((_, at) => Array.from(program.read(at)));
    const six = (value: number): number[] => new Array<number>(6).fill(value);
    expect(found).toEqual([six(0), six(-Infinity), six(Infinity).slice(3), [1]]);
  });

  it('feeds outputs back at the end of a run', () => {
    const graph = new Graph();
    const x = input(graph, 'x', [5], 'float32');
    const next = map(graph, 'add', map(graph, 'mul', x, x), uniform(graph, 1, [], 'float32'));
    const program = programOf(planOf(graph, [x], [next]), [{ output: 0, input: 0 }]);
    program.write(0, Float32Array.from([0, 1, 2, -1, 0.5]));
    for (let run = 0; run < 3; run++) program.run();
    const thrice = (value: number): number => [0, 1, 2].reduce((y) => Math.fround(Math.fround(y * y) + 1), value);
    expect(Array.from(program.read(0))).toEqual([0, 1, 2, -1, 0.5].map(thrice));
    expect(Array.from(program.held(0))).toEqual(Array.from(program.read(0)));
  });

  it('ends a phase at each exchange between threads', () => {
    const [x, y, z] = [bufferOf(4, 'float32'), bufferOf(4, 'float32'), bufferOf(8, 'float32')];
    const at = (buffer: typeof x) => ({ buffer, offset: 0, strides: [1] });
    const negated = (from: typeof x, out: typeof x): Plan['kernels'][number] => ({
      kind: 'map',
      dims: [from.size],
      value: {
        kind: 'apply',
        fn: 'neg',
        operands: [{ kind: 'load', access: at(from), dtype: 'float32' }],
        dtype: 'float32',
      },
      out: at(out),
    });
    const last = bufferOf(8, 'float32');
    const plan: Plan = {
      kernels: [negated(x, y), { kind: 'allGather', source: y, out: z }, negated(z, last)],
      inputs: [x],
      outputs: [last],
      constants: [],
    };
    const arena = arenaOf(plan, scratchOf);
    const { bytes, phases } = emitPlan(plan, arena, { feedback: [], relaxed: false });
    expect(phases).toBe(2);
    const names = WebAssembly.Module.exports(new WebAssembly.Module(bytes)).map(({ name }) => name);
    expect(names.sort()).toEqual(['phase0', 'phase1']);
  });
});
