import {
  disposeTree,
  initialize,
  InnerloopError,
  InvalidDataError,
  InvalidOptionError,
  seed,
  tidy,
} from '@innerloop/core';
import type { ParamTree, Split, TaskDistribution, Tree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Experiment } from '../experiment/experiment.js';
import { checkModel } from './check-model.js';
import type { Use } from './check-model.js';
import { evaluationSize } from './evaluate-run.js';
import { memoryWarning } from './memory-estimate.js';

function usesOf(experiment: Experiment): readonly Use[] {
  const { training, evaluation } = experiment;
  const size = evaluationSize(experiment);
  const { validation } = training;
  return [
    { what: 'trains on', split: 'train', size: {} },
    ...(validation === undefined ? [] : [{ what: 'validates on', split: validation.split, size }]),
    { what: 'evaluates on', split: evaluation.split, size },
  ];
}

/** An error of the same kind whose message says what it is about. */
function about(error: unknown, { what, split }: Use): unknown {
  if (!(error instanceof InnerloopError) || split === 'train') return error;
  const message = `the configuration ${what} the split '${split}': ${error.message}`;
  if (error instanceof InvalidOptionError) return new InvalidOptionError(message, { cause: error });
  if (error instanceof InvalidDataError) return new InvalidDataError(message, { cause: error });
  return error;
}

/** The ends of a range of classes, each to be tried; one size where there is no range. */
function sizesOf({ data }: Experiment, { size }: Use): readonly Use['size'][] {
  const { leastWays } = data;
  if (size.ways !== undefined || leastWays === undefined) return [size];
  return [leastWays, data.size.ways].map((ways) => ({ ...size, ways }));
}

export interface AheadOptions {
  /** Splits that there are no data for yet: they are not looked at. */
  readonly without?: readonly Split[];
  /** Told where memory will most likely not suffice. */
  readonly onMessage?: ((message: string) => void) | undefined;
}

/**
 * Looks at what a configuration will need later, before its first iteration: the splits that it trains, validates and evaluates on have
 * enough classes and examples, and the learner fits them, at both ends of a range of classes.
 *
 * Reads all these splits: what is decoded stays in the cache, so that nothing is done twice.
 *
 * @throws InvalidOptionError or InvalidDataError that says which split fails, and why
 */
export async function checkAhead(
  experiment: Experiment,
  { without = [], onMessage }: AheadOptions = {},
): Promise<void> {
  const { data, plainLearner } = experiment;
  const params = tidy(() => initialize(plainLearner.specs, seed(0)));
  const ways = new Set<number | undefined>();
  try {
    for (const use of usesOf(experiment).filter(({ split }) => !without.includes(split))) {
      for (const size of sizesOf(experiment, use)) {
        const tasks = await data.open(use.split, size).catch((error: unknown) => {
          throw about(error, use);
        });
        const of = size.ways ?? data.size.ways;
        if (ways.has(of)) continue;
        ways.add(of);
        const warning = await checkTasks(experiment, params, use, tasks);
        const largest = use.split === 'train' && of === data.size.ways;
        if (largest && warning !== undefined) onMessage?.(warning);
      }
    }
  } finally {
    disposeTree(params);
  }
}

/** Tries the learner on one task; gives a warning where memory will most likely not suffice. */
async function checkTasks(
  experiment: Experiment,
  params: ParamTree,
  use: Use,
  tasks: TaskDistribution<Tree>,
): Promise<string | undefined> {
  const episode = await tasks.sample({ seed: seed(0).fold('check'), tasks: 1, params });
  try {
    const forward = tf.tidy(() => {
      const before = tf.memory().numBytes;
      checkModel(experiment, params, use, episode);
      return tf.memory().numBytes - before;
    });
    return memoryWarning(experiment, episode, forward);
  } finally {
    disposeTree(episode);
  }
}
