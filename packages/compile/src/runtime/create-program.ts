import type { Arena } from '../plan/arena.js';
import type { Buffer, Plan } from '../plan/plan.js';
import { newMemory, start } from './machine.js';
import type { WasmModule } from './machine.js';
import type { Elements, Program } from './program.js';

/** The part of a memory where a buffer lies. */
export function viewOf(memory: ArrayBufferLike, { dtype, size }: Buffer, address: number): Elements {
  return dtype === 'float32' ? new Float32Array(memory, address, size) : new Int32Array(memory, address, size);
}

/** Writes a plan's constants, which nothing changes afterwards. */
export function writeConstants(memory: ArrayBufferLike, { constants }: Plan, { addressOf }: Arena): void {
  for (const { buffer, values } of constants) {
    const view = viewOf(memory, buffer, addressOf(buffer));
    if (typeof values === 'number') view.fill(values);
    else view.set(values);
  }
}

/** All that holds the memory. */
interface Held {
  readonly inputs: readonly Elements[];
  readonly outputs: readonly Elements[];
  readonly phases: readonly (() => void)[];
  readonly bytes: number;
}

function join(plan: Plan, module: WasmModule, arena: Arena, phases: number): Held {
  const memory = newMemory(arena.bytes);
  const { buffer } = memory;
  const viewsOf = (buffers: readonly Buffer[]): Elements[] =>
    buffers.map((each) => viewOf(buffer, each, arena.addressOf(each)));
  writeConstants(buffer, plan, arena);
  const code = start(module, memory);
  return {
    inputs: viewsOf(plan.inputs),
    outputs: viewsOf(plan.outputs),
    phases: Array.from({ length: phases }, (_, phase) => code[`phase${phase}`] as () => void),
    bytes: buffer.byteLength,
  };
}

const nothing: Held = { inputs: [], outputs: [], phases: [], bytes: 0 };

/**
 * A plan on one thread, in a memory that holds just its arena.
 *
 * @param module  what `emitPlan` emitted for the plan and the arena, compiled
 * @param phases  how many functions `phase0`, `phase1`, … a run calls
 */
export function createProgram(plan: Plan, module: WasmModule, arena: Arena, phases: number): Program {
  let held = join(plan, module, arena, phases);
  const { bytes } = held;
  return {
    bytes,
    write: (input, values) => (held.inputs[input] as Elements).set(values),
    run() {
      for (const phase of held.phases) phase();
    },
    read: (output) => held.outputs[output] as Elements,
    held: (input) => held.inputs[input] as Elements,
    // Nothing else refers to the memory and the code: the machine takes them back.
    dispose: () => void (held = nothing),
  };
}
