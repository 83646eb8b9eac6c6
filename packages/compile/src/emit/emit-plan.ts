import { assemble, FunctionBuilder } from '@innerloop/codegen';
import type { Arena } from '../plan/arena.js';
import type { Kernel, Plan } from '../plan/plan.js';
import type { EmitContext } from './context.js';
import { emitKernel } from './emit-kernel.js';
import { importOf, importsOf } from './functions/imports.js';
import { codeOf, formOf, isCalled } from './kernels/calls.js';

export { scratchOf } from './emit-kernel.js';

const bytes = 4;

export interface EmitOptions {
  /** Outputs copied into inputs at the end of the last phase. */
  readonly feedback: readonly { readonly output: number; readonly input: number }[];
  /** Multiply and add in one instruction of relaxed SIMD. */
  readonly relaxed: boolean;
  /** For a memory that several threads see. */
  readonly shared?: boolean;
}

/** A module that imports `env.memory`, and `env.NAME` for functions of `importedFunctions`. */
export interface Emitted {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** How many functions `phase0`, `phase1`, … it has; beside them it has `kernel0`, `kernel1`, …, one for each of the plan. */
  readonly phases: number;
}

/** Kernels up to each exchange between threads, and those after the last. */
function phasesOf(kernels: readonly Kernel[]): readonly (readonly number[])[] {
  const phases: number[][] = [[]];
  kernels.forEach((kernel, at) => {
    phases.at(-1)?.push(at);
    if (kernel.kind === 'allGather') phases.push([]);
  });
  return phases;
}

/** Emits the code of a plan: a function for each kernel, and one for each phase that calls them in order. */
export function emitPlan(plan: Plan, arena: Arena, { feedback, relaxed, shared = false }: EmitOptions): Emitted {
  const { kernels } = plan;
  const needed = importsOf(kernels);
  const phases = phasesOf(kernels);
  const forms = [...new Map(kernels.filter(isCalled).map((kernel) => [formOf(kernel), kernel])).entries()];
  const firstCalled = needed.length + kernels.length + phases.length;
  const context: EmitContext = {
    addressOf: arena.addressOf,
    scratch: arena.scratch,
    relaxed,
    positionOf: (fn) => needed.indexOf(fn),
  };
  const positions = new Map(forms.map(([form], at) => [form, firstCalled + at]));
  const named = (name: string): FunctionBuilder => new FunctionBuilder({ name, params: [] });
  const kernelFunctions = kernels.map((kernel, at) => {
    const f = named(`kernel${at}`);
    emitKernel(f, kernel, context, (called) => positions.get(formOf(called)) as number);
    return f;
  });
  const phaseFunctions = phases.map((called, phase) => {
    const f = named(`phase${phase}`);
    for (const at of called) if (kernels[at]?.kind !== 'allGather') f.call(needed.length + at);
    return f;
  });
  for (const { output, input } of feedback) {
    const [from, to] = [plan.outputs[output], plan.inputs[input]];
    if (from === undefined || to === undefined) continue;
    const last = phaseFunctions.at(-1) as FunctionBuilder;
    last.i32Const(arena.addressOf(to)).i32Const(arena.addressOf(from));
    last.i32Const(from.size * bytes).memoryCopy();
  }
  const internal = forms.map(([, kernel]) => codeOf(kernel).build);
  return {
    bytes: assemble([...kernelFunctions, ...phaseFunctions, ...internal], {
      shared,
      imports: needed.map(importOf),
      exported: (each) => !internal.includes(each),
    }),
    phases: phases.length,
  };
}
