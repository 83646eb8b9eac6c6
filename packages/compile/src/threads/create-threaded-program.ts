import type { WasmMemory } from '@innerloop/codegen';
import type { Partitioned } from '../partition/partition.js';
import type { Arena } from '../plan/arena.js';
import type { Buffer, Plan } from '../plan/plan.js';
import { viewOf, writeConstants } from '../runtime/create-program.js';
import { start } from '../runtime/machine.js';
import type { WasmModule } from '../runtime/machine.js';
import type { Elements, Program, Written } from '../runtime/program.js';
import type { Assignment } from './assignment.js';
import { copierOf, exchangesOf, memoriesFor } from './assignment.js';
import { sharedMemories } from './shared-memories.js';
import type { Team } from './team.js';
import { joinTeam, leaveTeam } from './team.js';

/** The plan of one thread, and how the threads share the step. */
export interface ThreadedPlan {
  readonly plan: Plan;
  readonly arena: Arena;
  /** For shared memories. */
  readonly module: WasmModule;
  readonly phases: number;
  readonly partitioned: Pick<Partitioned, 'threads' | 'split' | 'numbered'>;
}

/** A buffer in the memory of every thread. */
type Everywhere = readonly Elements[];

/** Blocks of a value that the threads share, one after the other; what is the same on all is read from the first. */
function reader(views: Everywhere, isSplit: boolean): () => Elements {
  const [first] = views as readonly [Elements, ...Elements[]];
  if (!isSplit) return () => first;
  const size = first.length * views.length;
  const all = first instanceof Float32Array ? new Float32Array(size) : new Int32Array(size);
  return () => {
    views.forEach((view, thread) => all.set(view, thread * view.length));
    return all;
  };
}

function writer(views: Everywhere, isSplit: boolean): (values: Written) => void {
  if (!isSplit) return (values) => views.forEach((view) => view.set(values));
  return (values) =>
    views.forEach((view, thread) => view.set(values.subarray(thread * view.length, (thread + 1) * view.length)));
}

/** What this thread does in a run: its phases, the workers theirs, and a meeting after each. */
function runner(assignment: Assignment, team: Team, id: number): () => void {
  const { module, memories, phases, exchanges } = assignment;
  const code = start(module, memories[0] as WasmMemory);
  const steps = Array.from({ length: phases }, (_, phase) => code[`phase${phase}`] as () => void);
  const copies = exchanges.map((exchange) => copierOf(assignment, exchange));
  const threads = memories.length;
  const work = (): void =>
    steps.forEach((step, at) => {
      step();
      team.meet(threads);
      copies[at]?.();
    });
  return () => {
    team.order(id, threads - 1);
    team.guard(work);
  };
}

/** All that holds the memories. */
interface Held {
  readonly writers: readonly ((values: Written) => void)[];
  readonly inputs: readonly (() => Elements)[];
  readonly outputs: readonly (() => Elements)[];
  readonly run: () => void;
}

function join(
  { plan, arena, module, phases, partitioned }: ThreadedPlan,
  memories: readonly WasmMemory[],
  team: Team,
): Held & { readonly id: number } {
  const { split, numbered } = partitioned;
  const everywhere = (buffer: Buffer): Everywhere =>
    memories.map((memory) => viewOf(memory.buffer, buffer, arena.addressOf(buffer)));
  for (const memory of memories) writeConstants(memory.buffer, plan, arena);
  const inputs = plan.inputs.map(everywhere);
  if (numbered) inputs.at(-1)?.forEach((view, thread) => view.fill(thread));
  const own: Assignment = { module, memories, thread: 0, phases, exchanges: exchangesOf(plan, arena) };
  const id = team.load(memories.slice(1).map((_, worker) => ({ ...own, thread: worker + 1 })));
  return {
    id,
    writers: inputs.map((views, at) => writer(views, split.inputs[at] === true)),
    inputs: inputs.map((views, at) => reader(views, split.inputs[at] === true)),
    outputs: plan.outputs.map((buffer, at) => reader(everywhere(buffer), split.outputs[at] === true)),
    run: runner(own, team, id),
  };
}

const nothing: Held = { writers: [], inputs: [], outputs: [], run: () => undefined };

/**
 * A program on several threads of Node: this one and workers that it shares with the other programs of the process. Each thread has a memory
 * of its own and runs the same code on its block of the tasks. Equal numbers of threads give equal results, bit for bit.
 *
 * @throws EngineError where there are no threads, and from `run` once a worker has failed
 */
export function createThreadedProgram(threaded: ThreadedPlan): Program {
  const { threads } = threaded.partitioned;
  const memories = memoriesFor(threads, threaded.arena);
  const team = joinTeam();
  const bytes = memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
  const { id, ...joined } = join(threaded, memories, team);
  let held: Held = joined;
  return {
    bytes,
    write: (input, values) => held.writers[input]?.(values),
    run: () => held.run(),
    read: (output) => (held.outputs[output] as () => Elements)(),
    held: (input) => (held.inputs[input] as () => Elements)(),
    dispose() {
      if (held === nothing) return;
      held = nothing;
      team.drop(id, threads - 1);
      // Of a team that failed a thread may still be at work.
      if (team.usable) sharedMemories.giveBack(memories);
      leaveTeam(team);
    },
  };
}
