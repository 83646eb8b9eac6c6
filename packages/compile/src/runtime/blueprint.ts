import { relaxedSimdSupported } from '@innerloop/codegen';
import { emitPlan, scratchOf } from '../emit/emit-plan.js';
import type { Graph } from '../graph/graph.js';
import type { Node } from '../graph/node.js';
import { arenaOf } from '../plan/arena.js';
import type { Arena } from '../plan/arena.js';
import { planOf } from '../plan/plan-of.js';
import type { Plan } from '../plan/plan.js';
import { createProgram } from './create-program.js';
import { compileModule } from './machine.js';
import type { Program } from './program.js';

/** Copies an output into an input at the end of each run. */
export interface Feedback {
  readonly output: number;
  readonly input: number;
}

/** A recorded computation that is to become a program. */
export interface Subject {
  readonly graph: Graph;
  readonly inputs: readonly Node[];
  readonly outputs: readonly Node[];
  readonly feedback: readonly Feedback[];
  /** Which inputs have the tasks in front. */
  readonly perTask: readonly boolean[];
}

export interface BlueprintOptions {
  /** Multiply-add in one instruction, rounded once: where the machine has it unless this is false. */
  readonly relaxedSimd?: boolean | undefined;
}

/** A compiled computation without a memory: programs of it differ by what is in theirs. */
export interface Blueprint {
  readonly plan: Plan;
  readonly arena: Arena;
  /** How many threads share a run; plan and arena are those of each. */
  readonly threads: number;
  /** The size of the code. */
  readonly moduleBytes: number;
  /** How many functions the kernels have. */
  readonly functions: number;
  createProgram(): Program;
}

/** Plans, lays out, emits and compiles. */
export function blueprintOf(subject: Subject, { relaxedSimd = true }: BlueprintOptions = {}): Blueprint {
  const { graph, inputs, outputs, feedback } = subject;
  const plan = planOf(graph, inputs, outputs);
  const arena = arenaOf(plan, scratchOf);
  const emitted = emitPlan(plan, arena, { feedback, relaxed: relaxedSimd && relaxedSimdSupported() });
  const module = compileModule(emitted.bytes);
  return {
    plan,
    arena,
    threads: 1,
    moduleBytes: emitted.bytes.length,
    functions: emitted.functions,
    createProgram: () => createProgram(plan, module, arena, emitted.phases),
  };
}
