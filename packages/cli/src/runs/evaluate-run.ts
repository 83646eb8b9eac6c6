import type { EpisodeSize, ParamTree, Split, TaskDistribution, Tree } from '@innerloop/core';
import { evaluate } from '@innerloop/evaluation';
import type { EvaluateOptions, EvaluationProgress, EvaluationResult, Inference } from '@innerloop/evaluation';
import type { Experiment } from '../experiment/experiment.js';
import type { EvaluationSettings } from '../experiment/schema.js';

/** What to evaluate otherwise than the configuration says. */
export interface EvaluationOverrides {
  readonly split?: Split | undefined;
  readonly ways?: number | undefined;
  readonly shots?: number | undefined;
  readonly queries?: number | undefined;
  readonly episodes?: number | undefined;
  readonly seed?: number | undefined;
  /** Inner steps after which to measure, for learners that have steps. */
  readonly steps?: readonly number[] | undefined;
  /** Presentations of a class to measure at, for learners that read their support in order. */
  readonly presentations?: readonly number[] | undefined;
  /** Each query answered alone, all of a task together, or both figures. */
  readonly inference?: Inference | 'both' | undefined;
}

/** How an evaluation is watched and stopped: the signal's reason is thrown. */
export interface EvaluationWatch {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: EvaluationProgress) => void) | undefined;
}

const given = <T extends object>(values: T): Partial<{ [K in keyof T]: Exclude<T[K], undefined> }> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<{
    [K in keyof T]: Exclude<T[K], undefined>;
  }>;

/** The size of the episodes to evaluate on: the data's, changed by the configuration, changed by the command. */
export function evaluationSize(
  { evaluation }: Pick<Experiment, 'evaluation'>,
  overrides: EvaluationOverrides = {},
): Partial<EpisodeSize> {
  const { ways, shots, queries } = evaluation;
  return given({
    ways: overrides.ways ?? ways,
    shots: overrides.shots ?? shots,
    queries: overrides.queries ?? queries,
  });
}

/** The tasks to evaluate on. */
export const evaluationTasks = (
  experiment: Experiment,
  overrides: EvaluationOverrides = {},
): Promise<TaskDistribution<Tree>> =>
  experiment.data.open(overrides.split ?? experiment.evaluation.split, evaluationSize(experiment, overrides));

/** `true` is all that has defaults. */
const calibrationOf = ({ calibration }: EvaluationSettings): Pick<EvaluateOptions, 'calibration'> =>
  calibration === false ? {} : { calibration: calibration === true ? {} : calibration };

/** What was found, and of what: the data set and the split beside what `evaluate` says. */
export interface ExperimentEvaluation extends EvaluationResult {
  readonly data: string;
  readonly split: Split;
}

/** Evaluates trained parameters as the experiment's configuration says, but for the overrides. */
export async function evaluateExperiment(
  experiment: Experiment,
  params: ParamTree,
  overrides: EvaluationOverrides = {},
  watch: EvaluationWatch = {},
): Promise<ExperimentEvaluation> {
  const { learner, metric, evaluation, data } = experiment;
  const split = overrides.split ?? evaluation.split;
  const result = await evaluate({
    learner,
    params,
    tasks: await evaluationTasks(experiment, overrides),
    metric,
    episodes: overrides.episodes ?? evaluation.episodes,
    batch: evaluation.batch,
    seed: overrides.seed ?? evaluation.seed,
    steps: overrides.steps ?? evaluation.steps,
    presentations: overrides.presentations ?? evaluation.presentations,
    inference: overrides.inference ?? evaluation.inference,
    ...calibrationOf(evaluation),
    ...watch,
  });
  return { data: data.name, split, ...result };
}
