import { expect } from 'vitest';
import { emitPlan, scratchOf } from '../../../src/emit/emit-plan.js';
import type { Values } from '../../../src/graph/node.js';
import { arenaOf } from '../../../src/plan/arena.js';
import type { Buffer, Kernel, Plan } from '../../../src/plan/plan.js';
import { readsOf, writesOf } from '../../../src/plan/traffic.js';
import { viewOf } from '../../../src/runtime/create-program.js';
import { compileModule, newMemory, start } from '../../../src/runtime/machine.js';
import { runPlan } from '../../plan/run-plan.js';

/** Kernels with the values of what they read and do not write. */
export interface Case {
  readonly kernels: readonly Kernel[];
  readonly values: ReadonlyMap<Buffer, Values>;
}

const distinct = (buffers: readonly Buffer[]): Buffer[] => [...new Set(buffers)];

/** The plan of some kernels: all that they write is an output. */
export function planOfKernels({ kernels, values }: Case): Plan {
  return {
    kernels,
    inputs: [...values.keys()],
    outputs: distinct(kernels.flatMap(writesOf)),
    constants: [],
  };
}

/** What emitted code leaves in every output, having run twice; nothing else in memory may change. */
export function runEmitted(
  each: Case,
  { relaxed = false, sharedFrom }: { readonly relaxed?: boolean; readonly sharedFrom?: number } = {},
): readonly Values[] {
  const plan = planOfKernels(each);
  const arena = arenaOf(plan, scratchOf);
  const { bytes, phases } = emitPlan(plan, arena, {
    feedback: [],
    relaxed,
    ...(sharedFrom === undefined ? {} : { sharedFrom }),
  });
  const memory = newMemory(arena.bytes);
  const view = (buffer: Buffer): Values => viewOf(memory.buffer, buffer, arena.addressOf(buffer));
  const all = new Int32Array(memory.buffer);
  all.fill(0x7fc0dead);
  for (const [buffer, values] of each.values) view(buffer).set(values);
  for (const output of plan.outputs) view(output).fill(output.dtype === 'float32' ? NaN : -7);
  const before = all.slice();
  const code = start(compileModule(bytes), memory);
  const run = (): Values[] => {
    for (let phase = 0; phase < phases; phase++) code[`phase${phase}`]?.();
    return plan.outputs.map((output) => view(output).slice());
  };
  const first = run();
  expect(run()).toEqual(first);
  const own = distinct([...plan.outputs]).map((output): [number, number] => {
    const at = arena.addressOf(output) / 4;
    return [at, at + output.size];
  });
  const scratch = Math.max(0, ...plan.kernels.map(scratchOf)) / 4;
  const touchable = [...own, [arena.scratch / 4, arena.scratch / 4 + scratch]];
  for (let at = 0; at < all.length; at++) {
    if (all[at] === before[at] || touchable.some(([from, to]) => at >= (from as number) && at < (to as number)))
      continue;
    throw new Error(`wrote outside of its buffers, at byte ${4 * at}`);
  }
  return first;
}

/** The same by plain loops. */
export const runPlainly = (each: Case): readonly Values[] => runPlan(planOfKernels(each), [...each.values.values()]);

/** Elements are equal, NaN to NaN; or as near as a share of the larger. */
export function expectSame(found: readonly Values[], expected: readonly Values[], share = 0): void {
  expect(found.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
  expected.forEach((values, output) =>
    values.forEach((value, at) => {
      const other = found[output]?.[at] as number;
      const near = Math.abs(value - other) <= share * Math.max(Math.abs(value), Math.abs(other));
      if (value === other || near || (Number.isNaN(value) && Number.isNaN(other))) return;
      throw new Error(`output ${output} at ${at}: ${other} instead of ${value}`);
    }),
  );
}

export const sameAsPlainly = (each: Case, share = 0): void => expectSame(runEmitted(each), runPlainly(each), share);

export const buffersRead = (kernels: readonly Kernel[]): Buffer[] => distinct(kernels.flatMap(readsOf));
