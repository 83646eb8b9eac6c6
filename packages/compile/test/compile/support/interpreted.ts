import type { Values } from '../../../src/graph/node.js';
import { planOf } from '../../../src/plan/plan-of.js';
import type { Blueprint, Subject } from '../../../src/runtime/blueprint.js';
import type { Elements, Program } from '../../../src/runtime/program.js';
import { runPlan } from '../../plan/run-plan.js';

/** Stands in for emitted code: a plan run by plain loops, so that what is tested is how programs are used. */
export function interpretedBlueprint({ graph, inputs, outputs, feedback }: Subject): Blueprint {
  const plan = planOf(graph, inputs, outputs);
  const createProgram = (): Program => {
    const held: Elements[] = plan.inputs.map(({ dtype, size }) =>
      dtype === 'float32' ? new Float32Array(size) : new Int32Array(size),
    );
    let results: readonly Values[] = [];
    return {
      bytes: 0,
      write: (input, values) => (held[input] as Elements).set(values),
      run() {
        results = runPlan(
          plan,
          held.map((values) => values.slice()),
        ).map((values) => values.slice());
        for (const { output, input } of feedback) (held[input] as Elements).set(results[output] as Values);
      },
      read: (output) => results[output] as Values,
      held: (input) => held[input] as Elements,
      dispose: () => undefined,
    };
  };
  return { plan, arena: { bytes: 0, scratch: 0, addressOf: () => 0 }, moduleBytes: 0, createProgram };
}
