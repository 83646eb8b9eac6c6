import type { Episode, MetaState, MetaStep, Tree } from '@innerloop/core';
import { liveNodes } from '../graph/graph.js';
import { reasonToFallBack } from '../compile/fallback.js';
import type { CompileOptions } from '../compile/options.js';
import { placeStep, traceStep } from '../compile/placed-step.js';
import { explainPlan } from './explain-plan.js';
import type { PlanSummary } from './explain-plan.js';
import { printGraph } from './print-graph.js';
import { printKernel } from './print-kernel.js';

/** How a step is compiled. */
export interface StepExplanation {
  /** The TensorFlow.js kernels that it runs, in order. */
  readonly recorded: readonly string[];
  /** Nodes of the graph that the results depend on, and draws of the key. */
  readonly nodes: number;
  readonly draws: number;
  readonly plan: PlanSummary;
  /** How many threads share a run; plan and memory are those of each. */
  readonly threads: number;
  /** Bytes of memory and of code. */
  readonly arenaBytes: number;
  readonly moduleBytes: number;
  /** Functions that the kernels have: those that are equal but for addresses share one. */
  readonly functions: number;
  /** By the clock that was given. */
  readonly time: { readonly recording: number; readonly compiling: number };
  /** The printed forms. */
  printGraph(): string;
  printKernels(): string;
}

/** What to explain a step with. */
export interface ExplainOptions extends CompileOptions {
  /** A clock, `() => performance.now()`: a library has none of its own. Default: no time passes. */
  readonly clock?: () => number;
}

/**
 * Compiles a step for the signature of a state and an episode, and tells what came of it.
 *
 * @returns the explanation, or in words why the step runs eagerly
 * @throws CompileError if the step is not pure
 */
export function explainStep<State extends MetaState, Y extends Tree>(
  step: MetaStep<State, Y>,
  given: { readonly state: State; readonly episode: Episode<Y> },
  { clock = () => 0, ...options }: ExplainOptions = {},
): StepExplanation | string {
  try {
    const begun = clock();
    const traced = traceStep(step, given);
    const recorded = clock();
    const { blueprint, recording, outputs } = placeStep(traced, options);
    const compiled = clock();
    return {
      recorded: recording.kernels,
      nodes: liveNodes(recording.graph, outputs).length,
      draws: recording.draws.length,
      plan: explainPlan(blueprint.plan),
      threads: blueprint.threads,
      arenaBytes: blueprint.arena.bytes,
      moduleBytes: blueprint.moduleBytes,
      functions: blueprint.functions,
      time: { recording: recorded - begun, compiling: compiled - recorded },
      printGraph: () => printGraph(recording.graph, outputs),
      printKernels: () => blueprint.plan.kernels.map(printKernel).join('\n'),
    };
  } catch (error) {
    return reasonToFallBack(error);
  }
}
