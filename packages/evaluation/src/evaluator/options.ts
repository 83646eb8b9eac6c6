import { InvalidOptionError, isProbabilistic, isSequenceLearner } from '@innerloop/core';
import type {
  InnerAdapted,
  InnerLearner,
  Learner,
  Metric,
  ParamTree,
  TaskDistribution,
  Tensor,
  Tree,
} from '@innerloop/core';
import type { CalibrationOptions } from '../calibration/calibration.js';

/** Whether a prediction is a function of the support and of one query, or may look at the other queries too. */
export type Inference = 'inductive' | 'transductive';

export interface EvaluateOptions<Y extends Tree = Tensor> {
  readonly learner: Learner<Tree, Y>;
  /** The meta-parameters: borrowed, neither changed nor disposed of. */
  readonly params: ParamTree;
  readonly tasks: TaskDistribution<Y>;
  readonly metric: Metric<Y>;
  /** Names the stream of test tasks: task i is the same for every learner, batch and number of episodes. */
  readonly seed: number;
  /** Test tasks, at least 2. Default 600. */
  readonly episodes?: number | undefined;
  /** Tasks that are adapted at once: for speed and memory only, figures do not depend on it. Default 8. */
  readonly batch?: number | undefined;
  /** Adaptation steps after which to measure, for learners that have steps. Default: once, after `adapt`. */
  readonly steps?: readonly number[] | undefined;
  /**
   * Which presentations of a class to measure at, such as `[1, 2, 5, 10]`, for learners that read their support in order: the answer at the
   * k-th example of each class of the support, given the examples before it (of values: at the k-th example). The query is not looked at.
   * Default: the query is measured.
   */
  readonly presentations?: readonly number[] | undefined;
  /**
   * `inductive` (default): each query is answered as if it were alone, as in use. `transductive`: all queries of a task at once, so that
   * where a batch is normalised by itself they inform each other, as many papers measure. `both`, from one adaptation.
   */
  readonly inference?: Inference | 'both' | undefined;
  /** Which statistics normalise, stated in the result. Default: what the learner says of itself, or `none`. */
  readonly normalization?: string | undefined;
  /** Keep the metric of every task in the result. Default false. */
  readonly keepValues?: boolean | undefined;
  /** Measure how far probabilities can be taken at their word too: `{}` or `{ bins: 15 }`. Classification only; default: not. */
  readonly calibration?: CalibrationOptions | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: EvaluationProgress) => void) | undefined;
}

/**
 * What is measured, the inductive figure first.
 *
 * @throws InvalidOptionError if it is none of the three
 */
export function inferencesOf<Y extends Tree>({ inference = 'inductive' }: EvaluateOptions<Y>): readonly Inference[] {
  if (Object.hasOwn(measured, inference)) return measured[inference];
  throw new InvalidOptionError(`evaluate: inference must be inductive, transductive or both, got '${inference}'.`);
}

const measured: Readonly<Record<Inference | 'both', readonly Inference[]>> = {
  inductive: ['inductive'],
  transductive: ['transductive'],
  both: ['inductive', 'transductive'],
};

/** Test tasks done, of all. */
export interface EvaluationProgress {
  readonly done: number;
  readonly episodes: number;
}

/** Whether a learner adapts in steps that can be looked at one by one. */
export const hasSteps = <Y extends Tree>(learner: Learner<Tree, Y>): learner is InnerLearner<InnerAdapted, Y> =>
  'trajectory' in learner && typeof learner.trajectory === 'function';

/**
 * The numbers of steps to measure after, ascending and each once; `undefined` where there are none to choose.
 *
 * @throws InvalidOptionError if there are steps but the learner has none, or one is no integer of at least 0
 */
export function stepsOf<Y extends Tree>({ learner, steps }: EvaluateOptions<Y>): readonly number[] | undefined {
  if (steps === undefined) return undefined;
  if (!hasSteps(learner)) {
    throw new InvalidOptionError(
      `evaluate: steps are [${steps.join(', ')}], but '${learner.name}' does not adapt in steps. Leave steps out, or evaluate a learner with an inner loop.`,
    );
  }
  const wrong = steps.find((count) => !Number.isInteger(count) || count < 0);
  if (wrong !== undefined || steps.length === 0) {
    throw new InvalidOptionError(
      `evaluate: steps must be integers of at least 0, got ${wrong ?? 'none'}. Pass [0, 1, 5, 10], for instance.`,
    );
  }
  return [...new Set(steps)].sort((left, right) => left - right);
}

/**
 * The presentations to measure at, ascending and each once; `undefined` where the query is measured.
 *
 * @throws InvalidOptionError if there are some but the learner cannot be asked for them, something else is asked for as well, or one is no
 *   positive integer
 */
export function presentationsOf<Y extends Tree>({
  learner,
  presentations,
  steps,
  inference = 'inductive',
}: EvaluateOptions<Y>): readonly number[] | undefined {
  if (presentations === undefined) return undefined;
  const shown = `[${presentations.join(', ')}]`;
  if (!isSequenceLearner(learner)) {
    throw new InvalidOptionError(
      `evaluate: presentations are ${shown}, but '${learner.name}' does not read its support in order. Leave presentations out, or evaluate a learner that does, such as an LSTM.`,
    );
  }
  if (steps !== undefined || inference !== 'inductive') {
    const other = steps === undefined ? `inference '${inference}'` : `steps [${steps.join(', ')}]`;
    throw new InvalidOptionError(
      `evaluate: presentations ${shown} are answered one after another, so they do not go with ${other}. Leave one of the two out.`,
    );
  }
  const wrong = presentations.find((count) => !Number.isInteger(count) || count < 1);
  if (wrong !== undefined || presentations.length === 0) {
    throw new InvalidOptionError(
      `evaluate: presentations must be integers of at least 1, got ${wrong ?? 'none'}. Pass [1, 2, 5, 10], for instance.`,
    );
  }
  return [...new Set(presentations)].sort((left, right) => left - right);
}

/**
 * Checks that a learner knows what the metric asks for.
 *
 * @throws InvalidOptionError if the metric is of mean and variance and the learner has none, or presentations are asked for, which have none
 */
export function expectMeasurable<Y extends Tree>({ learner, metric, presentations }: EvaluateOptions<Y>): void {
  if (metric.measurePredictive === undefined) return;
  if (isProbabilistic(learner) && presentations === undefined) return;
  const what =
    presentations === undefined ? `'${learner.name}' does not say how sure it is` : 'presentations are answers alone';
  throw new InvalidOptionError(
    `evaluate: the metric '${metric.name}' is of mean and variance, but ${what}. Evaluate a learner that has predictive, such as laplace or a neural process, or measure the error.`,
  );
}

/**
 * The number of tasks, in all and at once.
 *
 * @throws InvalidOptionError if one is no integer, or too small
 */
export function countsOf<Y extends Tree>({
  episodes = 600,
  batch = 8,
}: EvaluateOptions<Y>): { readonly episodes: number; readonly batch: number } {
  if (!Number.isInteger(episodes) || episodes < 2) {
    throw new InvalidOptionError(
      `evaluate: episodes must be an integer of at least 2, since an interval needs a spread; got ${episodes}.`,
    );
  }
  if (!Number.isInteger(batch) || batch < 1) {
    throw new InvalidOptionError(`evaluate: batch must be an integer of at least 1, got ${batch}.`);
  }
  return { episodes, batch };
}
