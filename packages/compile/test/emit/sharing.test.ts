import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { input } from '../../src/build/constants.js';
import { map } from '../../src/build/map.js';
import { matmul } from '../../src/build/matmul.js';
import { reshape, slice } from '../../src/build/views.js';
import { emitPlan, scratchOf } from '../../src/emit/emit-plan.js';
import type { Emitted } from '../../src/emit/emit-plan.js';
import { formOf } from '../../src/emit/form.js';
import { Graph } from '../../src/graph/graph.js';
import type { Node } from '../../src/graph/node.js';
import { arenaOf } from '../../src/plan/arena.js';
import { planOf } from '../../src/plan/plan-of.js';
import type { Buffer, Kernel, MapKernel } from '../../src/plan/plan.js';
import { createProgram } from '../../src/runtime/create-program.js';
import { compileModule } from '../../src/runtime/machine.js';
import { feedsOf, twins } from '../plan/random-graphs.js';
import type { Made } from '../plan/random-graphs.js';
import { made } from './support/choose.js';
import type { Chooser } from './support/choose.js';
import { bufferOf } from './support/random-access.js';
import { caseOf, randomArgReduce, randomMap, randomMatmul, randomReduce } from './support/random-kernels.js';
import { expectSame, runEmitted, runPlainly } from './support/run-emitted.js';
import type { Case } from './support/run-emitted.js';

const never = Infinity;

/** The same kernel on other buffers, which it enters a few elements later. */
function elsewhere(kernel: Kernel, by: number): Kernel {
  const known = new Map<Buffer, Buffer>();
  const moved = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(moved);
    if ('buffer' in value && 'offset' in value) {
      const buffer = value.buffer as Buffer;
      const other = known.get(buffer) ?? bufferOf(buffer.size + by, buffer.dtype);
      known.set(buffer, other);
      return { ...value, buffer: other, offset: (value.offset as number) + by };
    }
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, moved(field)]));
  };
  return moved(kernel) as Kernel;
}

const twice = (choose: Chooser): Case => {
  const random = choose.of([randomMap, randomReduce, randomArgReduce, randomMatmul]);
  const kernels = random(choose).kernels.flatMap((kernel) => [kernel, elsewhere(kernel, choose.below(6))]);
  return caseOf(choose, kernels, random !== randomMap);
};

const emitted = (
  { graph, inputs, outputs }: Made,
  sharedFrom?: number,
): Emitted & { run: (seed: number) => unknown } => {
  const plan = planOf(graph, inputs, outputs);
  const arena = arenaOf(plan, scratchOf);
  const options = { feedback: [], relaxed: false, ...(sharedFrom === undefined ? {} : { sharedFrom }) };
  const code = emitPlan(plan, arena, options);
  const run = (seed: number): unknown => {
    const program = createProgram(plan, compileModule(code.bytes), arena, code.phases);
    feedsOf({ graph, inputs, outputs }, seed).forEach((values, at) => program.write(at, values));
    program.run();
    return outputs.map((_, at) => program.read(at).slice());
  };
  return { ...code, run };
};

/** `h ← tanh(h · W + xₜ)`, so many times. */
function recurrence(times: number): Made {
  const graph = new Graph();
  const [x, weights] = [input(graph, 'x', [times, 8, 16], 'float32'), input(graph, 'w', [16, 16], 'float32')];
  const start = input(graph, 'h', [8, 16], 'float32');
  let state: Node = start;
  for (let at = 0; at < times; at++) {
    const now = reshape(graph, slice(graph, x, [at, 0, 0], [1, 8, 16]), [8, 16]);
    state = map(graph, 'tanh', map(graph, 'add', matmul(graph, state, weights), now));
  }
  return { graph, inputs: [x, weights, start], outputs: [state] };
}

describe('kernels that are equal but for addresses', () => {
  it('share a function that computes at each address what plain loops do, bit for bit what one of constants does', () => {
    fc.assert(
      fc.property(made(twice), (each) => {
        const shared = runEmitted(each);
        expect(shared).toEqual(runEmitted(each, { sharedFrom: never }));
        expectSame(shared, runPlainly(each));
      }),
      { numRuns: 100 },
    );
  });

  it('give a whole graph the same bits as functions of their own', () => {
    fc.assert(
      fc.property(twins, fc.nat(), (graph, seed) => {
        const [shared, own] = [emitted(graph), emitted(graph, never)];
        expect(shared.functions).toBeLessThanOrEqual(own.functions);
        expect(shared.run(seed)).toEqual(own.run(seed));
      }),
      { numRuns: 30 },
    );
  });

  it('make a loop of equal steps grow by its calls alone', () => {
    const [short, long] = [emitted(recurrence(20)), emitted(recurrence(320))];
    expect(long.functions).toBe(short.functions);
    expect((long.bytes.length - short.bytes.length) / 300).toBeLessThan(32);
    expect(emitted(recurrence(20), never).functions).toBe(20);
    expect(long.run(3)).toEqual(emitted(recurrence(320), never).run(3));
  });

  it('are told from those that differ in anything else', () => {
    const [x, y, z] = [0, 1, 2].map(() => bufferOf(8, 'float32')) as [Buffer, Buffer, Buffer];
    const load = (buffer: Buffer, offset = 0, stride = 1) =>
      ({ kind: 'load', access: { buffer, offset, strides: [stride] }, dtype: 'float32' }) as const;
    const sum = (a: MapKernel['value'], b: MapKernel['value']): string =>
      formOf({
        kind: 'map',
        dims: [4],
        value: { kind: 'apply', fn: 'add', operands: [a, b], dtype: 'float32' },
        out: { buffer: z, offset: 0, strides: [1] },
      }).key;
    const number = (value: number) => ({ kind: 'number', value, dtype: 'float32' }) as const;
    expect(sum(load(x), load(y))).toBe(sum(load(y, 4), load(x, 2)));
    const others = [load(x), load(x, 1), load(y, 0, 2), ...[0, -0, NaN, Infinity, -Infinity].map(number)];
    const keys = others.map((other) => sum(load(x), other));
    expect(new Set([...keys, sum(load(x), load(y))]).size).toBe(others.length);
  });
});
