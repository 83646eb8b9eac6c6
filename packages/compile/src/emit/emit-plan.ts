import { assemble, emitCol2Im, emitIm2Col, FunctionBuilder } from '@innerloop/codegen';
import type { MapFunction } from '../graph/functions.js';
import type { Arena } from '../plan/arena.js';
import type { Expression, Kernel, Plan } from '../plan/plan.js';
import { emitArgReduce } from './arg-reduce-kernel.js';
import { hostOf } from './host.js';
import { emitMap } from './map-kernel.js';
import { emitMatmulKernel, matmulScratch } from './matmul-kernel.js';
import { emitReduce } from './reduce-kernel.js';
import { emitCumulate, emitGather, emitScatter } from './rows-kernels.js';
import type { Site } from './site.js';
import { hostFunctions } from './values.js';

export interface EmitOptions {
  /** Outputs that are copied into inputs at the end of each run. */
  readonly feedback: readonly { readonly output: number; readonly input: number }[];
  /** Multiply and add in one instruction. */
  readonly relaxed: boolean;
  /** The module's memory is one that threads share. */
  readonly shared?: boolean;
}

/** A module that imports `env.memory` and the host's functions, and exports `phase0`, `phase1`, … and `kernel0`, `kernel1`, …. */
export interface Emitted {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly phases: number;
}

const bytes = 4;

/** The work area that a kernel needs. */
export function scratchOf(kernel: Kernel): number {
  switch (kernel.kind) {
    case 'matmul':
      return matmulScratch(kernel);
    case 'im2col':
      return emitIm2Col(kernel.geometry).scratchBytes;
    case 'col2im':
      return emitCol2Im(kernel.geometry).scratchBytes;
    default:
      return 0;
  }
}

const expressionsOf = (kernel: Kernel): Expression[] => [
  ...('value' in kernel ? [kernel.value] : []),
  ...('epilogue' in kernel ? [kernel.epilogue] : []),
];

/** The code of a kernel; a function of parameters is called with them. */
interface Code {
  readonly build: FunctionBuilder;
  readonly operands: readonly number[];
}

function codeOf(kernel: Kernel, name: string, site: Site): Code {
  if (kernel.kind === 'im2col' || kernel.kind === 'col2im') {
    const { build } = kernel.kind === 'im2col' ? emitIm2Col(kernel.geometry) : emitCol2Im(kernel.geometry);
    return { build, operands: [site.addressOf(kernel.source), site.addressOf(kernel.out), site.scratch] };
  }
  const build = new FunctionBuilder({ name, params: [] });
  switch (kernel.kind) {
    case 'map':
      emitMap(build, kernel, site);
      break;
    case 'reduce':
      emitReduce(build, kernel, site);
      break;
    case 'argReduce':
      emitArgReduce(build, kernel, site);
      break;
    case 'matmul':
      emitMatmulKernel(build, kernel, site);
      break;
    case 'gather':
      emitGather(build, kernel, site);
      break;
    case 'scatter':
      emitScatter(build, kernel, site);
      break;
    case 'cumulate':
      emitCumulate(build, kernel, site);
      break;
    case 'allGather':
      break;
  }
  return { build, operands: [] };
}

/** The kernels of each phase: one ends where threads meet. */
function phasesOf(kernels: readonly Kernel[]): number[][] {
  const phases: number[][] = [[]];
  kernels.forEach((kernel, at) => {
    if (kernel.kind === 'allGather') phases.push([]);
    else phases.at(-1)?.push(at);
  });
  return phases;
}

/** Emits a plan as one module: a function a kernel, and a function a phase that calls them in order. */
export function emitPlan(plan: Plan, arena: Arena, { feedback, relaxed, shared = false }: EmitOptions): Emitted {
  const used = new Set<MapFunction>(plan.kernels.flatMap(expressionsOf).flatMap(hostFunctions));
  const host = hostOf([...used]);
  const site: Site = { addressOf: arena.addressOf, scratch: arena.scratch, host, relaxed };
  const codes = plan.kernels.map((kernel, at) => codeOf(kernel, `kernel${at}`, site));
  const inner = codes.map(({ build }) => build);
  const first = host.imports.length;
  const callers = codes.map(({ build, operands }, at) => {
    if (operands.length === 0) return build;
    const caller = new FunctionBuilder({ name: `kernel${at}`, params: [] });
    for (const operand of operands) caller.i32Const(operand);
    return caller.call(first + at);
  });
  const wrapped = callers.filter((caller, at) => caller !== inner[at]);
  const positions = callers.map((caller, at) =>
    caller === inner[at] ? first + at : first + inner.length + wrapped.indexOf(caller),
  );
  const phases = phasesOf(plan.kernels).map((kernels, at, all) => {
    const phase = new FunctionBuilder({ name: `phase${at}`, params: [] });
    for (const kernel of kernels) phase.call(positions[kernel] as number);
    if (at === all.length - 1) {
      for (const { output, input } of feedback) {
        const [from, to] = [plan.outputs[output], plan.inputs[input]];
        if (from === undefined || to === undefined) continue;
        phase
          .i32Const(arena.addressOf(to))
          .i32Const(arena.addressOf(from))
          .i32Const(from.size * bytes)
          .memoryCopy();
      }
    }
    return phase;
  });
  const exported = new Set<FunctionBuilder>([...callers, ...phases]);
  return {
    bytes: assemble([...inner, ...wrapped, ...phases], {
      shared,
      imports: host.imports,
      exported: (each) => exported.has(each),
    }),
    phases: phases.length,
  };
}
