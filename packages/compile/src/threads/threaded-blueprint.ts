import { relaxedSimdSupported } from '@innerloop/codegen';
import { emitPlan, scratchOf } from '../emit/emit-plan.js';
import { liveNodes } from '../graph/graph.js';
import type { Partitioned } from '../partition/partition.js';
import { partition } from '../partition/partition.js';
import { arenaOf } from '../plan/arena.js';
import { planOf } from '../plan/plan-of.js';
import type { Blueprint, BlueprintOptions, Subject } from '../runtime/blueprint.js';
import { blueprintOf } from '../runtime/blueprint.js';
import { compileModule } from '../runtime/machine.js';
import type { ThreadsOption } from './choose-threads.js';
import { chooseThreads } from './choose-threads.js';
import { createThreadedProgram } from './create-threaded-program.js';
import { flopsOf } from './flops.js';
import { availableThreads, threadHost } from './host.js';

/** The tasks in front of the inputs that have them there; 1 where they do not agree. */
function tasksOf({ inputs, perTask }: Subject): number {
  const [first = 1, ...others] = inputs.filter((_, at) => perTask[at] === true).map(({ shape }) => shape[0] ?? 1);
  return others.every((tasks) => tasks === first) ? first : 1;
}

const workOf = ({ graph, outputs }: Pick<Partitioned, 'graph' | 'outputs'>): number =>
  liveNodes(graph, outputs).reduce((sum, node) => sum + flopsOf(node), 0);

/**
 * How many threads are to share a computation; one where there are no threads to be had, as in a browser.
 *
 * @throws InvalidOptionError if the number that is asked for is not a positive integer
 */
export function threadsFor(subject: Subject, asked: ThreadsOption): number {
  const offer = { flops: workOf(subject), tasks: tasksOf(subject), available: availableThreads() };
  const chosen = chooseThreads(asked, offer);
  return threadHost() === undefined ? 1 : chosen;
}

/** Where a thread has more than this of the work of one alone, most of it is done by all of them: one is as fast. */
const mostOfWork = 0.8;

/**
 * Shares a computation out over so many threads, then plans, lays out, emits and compiles the part that they all run: the plan is that of
 * one thread. A computation that cannot be shared out stays on one.
 */
export function threadedBlueprintOf(subject: Subject, threads: number, options: BlueprintOptions = {}): Blueprint {
  const { graph, inputs, outputs, feedback, perTask } = subject;
  const fedBack = new Set(feedback.map(({ output }) => output));
  const whole = outputs.map((_, at) => fedBack.has(at));
  const partitioned = partition(graph, inputs, outputs, { threads, tasks: tasksOf(subject), split: perTask, whole });
  if (partitioned.threads === 1 || workOf(partitioned) > mostOfWork * workOf(subject))
    return blueprintOf(subject, options);
  const plan = planOf(partitioned.graph, partitioned.inputs, partitioned.outputs);
  const arena = arenaOf(plan, scratchOf);
  const relaxed = options.relaxedSimd !== false && relaxedSimdSupported();
  const emitted = emitPlan(plan, arena, { feedback, relaxed, shared: true });
  const module = compileModule(emitted.bytes);
  return {
    plan,
    arena,
    threads: partitioned.threads,
    moduleBytes: emitted.bytes.length,
    functions: emitted.functions,
    createProgram: () => createThreadedProgram({ plan, arena, module, phases: emitted.phases, partitioned }),
  };
}
