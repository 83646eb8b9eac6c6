import type { ProgressDisplay } from '@innerloop/cli';
import { compile } from '@innerloop/compile';
import { cloneTree, disposeTree } from '@innerloop/core';
import type {
  AnyLearner,
  MetaGradient,
  MetaState,
  MetaStep,
  ParamTree,
  TaskDistribution,
  Tensor,
  Tree,
  UpdateRule,
} from '@innerloop/core';
import { adam } from '@innerloop/inner';
import { annealed, exact, metaStep, train } from '@innerloop/training';

/** A step for the first iterations, of the same learner and optimizer as the one that follows. */
export interface WarmUp<Y extends Tree = Tensor> {
  readonly step: MetaStep<MetaState, Y>;
  readonly iterations: number;
}

/** What is trained, and for how long. */
export interface Training<Y extends Tree = Tensor> {
  readonly step: MetaStep<MetaState, Y>;
  readonly warmUp?: WarmUp<Y> | undefined;
  readonly tasks: TaskDistribution<Y>;
  readonly iterations: number;
  readonly metaBatch: number;
  readonly seed: number;
  /** Sizes of episodes, where these vary: each is compiled once. Default 16. */
  readonly signatures?: number | undefined;
  /** Ends training before its last iteration, once something holds of the parameters; asked every so many iterations. */
  readonly until?: { readonly every: number; readonly holds: (params: ParamTree) => Promise<boolean> } | undefined;
  readonly display?: ProgressDisplay;
}

/** The last iterate; dispose of it. */
export interface Trained {
  readonly params: ParamTree;
  /** How many iterations it took. */
  readonly iterations: number;
  /** Of training, compilation included. */
  readonly seconds: number;
  readonly dispose: () => void;
}

/** Trains with a compiled step, in this process. A kernel that compiled code does not have is told once, and the step runs eagerly. */
export async function trained<Y extends Tree = Tensor>(training: Training<Y>): Promise<Trained> {
  const { step, warmUp, display, signatures, until, ...options } = training;
  const fast = (of: MetaStep<MetaState, Y>) =>
    compile(of, { signatures, onFallback: (reason) => console.warn(reason) });
  const to = fast(step);
  const from = warmUp === undefined ? undefined : fast(warmUp.step);
  const whole = from === undefined || warmUp === undefined ? to : annealed({ from, to, at: warmUp.iterations });
  const start = performance.now();
  let params: ParamTree = {};
  let taken = 0;
  try {
    for await (const progress of train({ ...options, step: whole })) {
      const { iteration, iterations, loss } = progress;
      display?.update(iteration, iterations, `loss ${loss.toFixed(3)}`);
      taken = iteration;
      const asks = until !== undefined && iteration % until.every === 0;
      const ends = iteration === iterations || (asks && (await until.holds(progress.params)));
      if (!ends) continue;
      params = cloneTree(progress.params);
      break;
    }
  } finally {
    display?.stop();
    from?.dispose();
    to.dispose();
  }
  const seconds = (performance.now() - start) / 1000;
  return { params, iterations: taken, seconds, dispose: () => disposeTree(params) };
}

/** The usual step: default the exact meta-gradient, and Adam with rate 0.001 outside. */
export function stepOf<L extends AnyLearner>(
  learner: L,
  {
    metaGradient = exact(),
    optimizer = adam(0.001),
  }: { readonly metaGradient?: MetaGradient<L>; readonly optimizer?: UpdateRule } = {},
) {
  return metaStep({ learner, metaGradient, optimizer });
}
