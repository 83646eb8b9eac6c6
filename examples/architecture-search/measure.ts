import { compileLearner } from '@innerloop/compile';
import { meanSquaredError, meanSquaredErrorMetric } from '@innerloop/core';
import type { Chosen, Model, ParamTree } from '@innerloop/core';
import { sinusoids } from '@innerloop/data';
import { evaluate } from '@innerloop/evaluation';
import type { EvaluationRow } from '@innerloop/evaluation';
import { sgd } from '@innerloop/inner';
import { maml } from '@innerloop/outer';
import type { Frame } from '../experiment/experiment.js';
import { stepOf, trained } from '../experiment/train.js';
import type { Trained } from '../experiment/train.js';
import { untilDivergence } from '../experiment/until-divergence.js';

/** One budget for the search and for everything that is trained beside it. */
export interface Budget {
  readonly iterations: number;
  readonly metaBatch: number;
  readonly episodes: number;
}

/**
 * The search as it ends: its mixture, and the network that it decides for with the weights that it had there. And what is trained from its
 * beginning: that network, random ones, and a plain one.
 */
export type Kind = 'mixture' | 'decided' | 'found' | 'random' | 'mlp';

/** One network, trained with one seed. */
export interface Entry {
  readonly kind: Kind;
  readonly seed: number;
  /** Absent where nothing was chosen. */
  readonly architecture?: Chosen;
  readonly parameters: number;
  /** Of training; those of the search for what it leaves behind. */
  readonly seconds: number;
  /** Error after the last step on tasks apart from those that are judged: what random search goes by. */
  readonly selection: number;
  /** Errors on the tasks that are judged. */
  readonly rows: readonly EvaluationRow[];
}

export const rate = 0.001;
export const steps = [1, 5, 10] as const;
/** Tasks are judged with seed 1, whatever the seed of training. */
const [judging, selecting] = [1, 2];

export const learnerOf = (model: Model) => maml({ model, rule: sgd(rate), loss: meanSquaredError });

/** MAML on a network from its beginning: 10 points a task, one exact step. */
export function train(model: Model, seed: number, { iterations, metaBatch }: Budget, frame: Frame, label: string) {
  const display = frame.progress(`${label}, seed ${seed}`);
  const tasks = sinusoids({ shots: 10, queries: 10 });
  return trained({ step: stepOf(learnerOf(model)), tasks, iterations, metaBatch, seed, display });
}

/** Errors with 5 points a task, on the tasks that are judged and on others to choose by. */
export async function judge(
  model: Model,
  params: ParamTree,
  { episodes }: Budget,
  plain = learnerOf(model),
): Promise<Pick<Entry, 'selection' | 'rows'>> {
  const learner = compileLearner(plain, { onFallback: (reason) => console.warn(reason) });
  const tasks = sinusoids({ shots: 5, queries: 50 });
  const errors = async (seed: number): Promise<readonly EvaluationRow[]> => {
    const given = { learner, params, tasks, metric: meanSquaredErrorMetric, seed, episodes, batch: 20 };
    return (await untilDivergence((taken) => evaluate({ ...given, steps: taken }), steps)).rows;
  };
  const rows = await errors(judging);
  return { selection: (await errors(selecting)).at(-1)?.mean ?? Number.NaN, rows };
}

/** Trains a network, looks at what was learned, and disposes of it. */
export async function withTrained<Value>(training: Promise<Trained>, use: (trained: Trained) => Promise<Value>) {
  const done = await training;
  try {
    return await use(done);
  } finally {
    done.dispose();
  }
}
