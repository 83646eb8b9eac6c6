import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emitPlan, scratchOf } from '../../src/emit/emit-plan.js';
import type { Values } from '../../src/graph/node.js';
import { arenaOf } from '../../src/plan/arena.js';
import { planOf } from '../../src/plan/plan-of.js';
import { createProgram } from '../../src/runtime/create-program.js';
import { compileModule } from '../../src/runtime/machine.js';
import { feedsOf, graphs } from '../plan/random-graphs.js';
import type { Made } from '../plan/random-graphs.js';
import { evaluate } from '../reference/interpret.js';

/** What the emitted code computes, twice. */
function run(made: Made, feeds: readonly Float32Array[]): readonly (readonly Values[])[] {
  const plan = planOf(made.graph, made.inputs, made.outputs);
  const arena = arenaOf(plan, scratchOf);
  const { bytes, phases } = emitPlan(plan, arena, { feedback: [], relaxed: false });
  const program = createProgram(plan, compileModule(bytes), arena, phases);
  feeds.forEach((values, i) => program.write(i, values));
  return [0, 1].map(() => {
    program.run();
    return made.outputs.map((_, i) => program.read(i).slice());
  });
}

describe('emitPlan', () => {
  it('computes what the graph means, and the same again', () => {
    fc.assert(
      fc.property(graphs, fc.nat(), (made, seed) => {
        const feeds = feedsOf(made, seed);
        const expected = evaluate(
          made.graph,
          made.outputs,
          new Map(made.inputs.map((node, i) => [node, feeds[i] as Values])),
        );
        const [first = [], second] = run(made, feeds);
        expect(second).toEqual(first);
        expected.forEach((values, i) => {
          values.forEach((value, at) => {
            const other = first[i]?.[at] as number;
            if (Number.isFinite(value))
              expect(Math.abs(value - other)).toBeLessThanOrEqual(1e-4 * Math.max(1, Math.abs(value)));
            else expect(other).toBe(value);
          });
        });
      }),
      { numRuns: 500 },
    );
  });
});
