import { assemble, FunctionBuilder } from '@innerloop/codegen';
import type { Arena } from '../plan/arena.js';
import type { Kernel, Plan } from '../plan/plan.js';
import { importOf, importsOf } from './functions/imports.js';
import { kernelFunctions } from './kernel-functions.js';
import type { Call } from './kernel-functions.js';

export { scratchOf } from './emit-kernel.js';

const bytes = 4;
/** Calls in one function: the machine compiles many small functions faster than a large one. */
const mostCalls = 256;
/** Fewer equal kernels than this have a function each, with their addresses in place: it is a little faster. */
const sharedByDefault = 2;

export interface EmitOptions {
  /** Outputs copied into inputs at the end of the last phase. */
  readonly feedback: readonly { readonly output: number; readonly input: number }[];
  /** Multiply and add in one instruction of relaxed SIMD. */
  readonly relaxed: boolean;
  /** For a memory that several threads see. */
  readonly shared?: boolean;
  /** How many kernels that are equal but for addresses have one function. */
  readonly sharedFrom?: number;
}

/** A module that imports `env.memory`, and `env.NAME` for functions of `importedFunctions`. */
export interface Emitted {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** How many functions `phase0`, `phase1`, … it exports. */
  readonly phases: number;
  /** How many functions the kernels have: fewer than kernels where some share one. */
  readonly functions: number;
}

/** Kernels up to each exchange between threads, and those after the last. */
function phasesOf(kernels: readonly Kernel[], calls: readonly (Call | undefined)[]): readonly (readonly Call[])[] {
  const phases: Call[][] = [[]];
  kernels.forEach((kernel, at) => {
    const call = calls[at];
    if (call !== undefined) phases.at(-1)?.push(call);
    if (kernel.kind === 'allGather') phases.push([]);
  });
  return phases;
}

function pieces<T>(list: readonly T[], most: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(list.length / most) }, (_, at) => list.slice(at * most, (at + 1) * most));
}

/** Emits the code of a plan: functions of its kernels, and one for each phase that calls them in order. */
export function emitPlan(
  plan: Plan,
  arena: Arena,
  { feedback, relaxed, shared = false, sharedFrom = sharedByDefault }: EmitOptions,
): Emitted {
  const { kernels } = plan;
  const needed = importsOf(kernels);
  const { addressOf, scratch } = arena;
  const positionOf = (fn: (typeof needed)[number]): number => needed.indexOf(fn);
  const { functions, calls } = kernelFunctions(kernels, { addressOf, scratch, relaxed, positionOf, sharedFrom });
  const all = [...functions];
  const add = (f: FunctionBuilder): number => needed.length + all.push(f) - 1;
  const call = (f: FunctionBuilder, { at, addresses }: Call): void => {
    for (const address of addresses) f.i32Const(address);
    f.call(needed.length + at);
  };
  const phases = phasesOf(kernels, calls).map((called, phase) => {
    const f = new FunctionBuilder({ name: `phase${phase}`, params: [] });
    if (called.length <= mostCalls) called.forEach((each) => call(f, each));
    else {
      for (const piece of pieces(called, mostCalls)) {
        const part = new FunctionBuilder({ name: 'part', params: [] });
        piece.forEach((each) => call(part, each));
        f.call(add(part));
      }
    }
    return f;
  });
  for (const { output, input } of feedback) {
    const [from, to] = [plan.outputs[output], plan.inputs[input]];
    if (from === undefined || to === undefined) continue;
    const last = phases.at(-1) as FunctionBuilder;
    last.i32Const(addressOf(to)).i32Const(addressOf(from));
    last.i32Const(from.size * bytes).memoryCopy();
  }
  return {
    bytes: assemble([...all, ...phases], {
      shared,
      imports: needed.map(importOf),
      exported: (each) => phases.includes(each),
    }),
    phases: phases.length,
    functions: functions.length,
  };
}
