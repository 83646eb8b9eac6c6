import {
  disposeTree,
  initialize,
  InnerloopError,
  InvalidDataError,
  InvalidOptionError,
  seed,
  tidy,
} from '@innerloop/core';
import type { AnyInnerLearner, Context, Episode, EpisodeSize, ParamTree, Split, Tree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Experiment } from '../experiment/experiment.js';
import { memoryWarning } from './memory-estimate.js';
import { evaluationSize } from './evaluate-run.js';

/** One use of data that a configuration has ahead. */
interface Use {
  /** In words, and where the configuration says so. */
  readonly what: string;
  readonly split: Split;
  readonly size: Partial<EpisodeSize>;
}

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

const contextOf = (): Context => ({ key: seed(0).fold('check'), mode: 'test', order: 'first', inductive: true });

/** What a learner that begins with these parameters says of a task's support, and what it should: classes in their last axis. */
function outputsOf(experiment: Experiment, params: ParamTree, { support }: Episode<Tree>): tf.Tensor {
  const { plainLearner } = experiment;
  const context = contextOf();
  // An inner learner is asked before it adapts: its head is there already, and it costs one pass.
  const adapted =
    'initial' in plainLearner
      ? (plainLearner as AnyInnerLearner).initial(params, support, context)
      : plainLearner.adapt(params, support, context);
  return plainLearner.predict(params, adapted, support.x, { ...context, step: 0 });
}

const shapeOf = (x: tf.Tensor): string => `[${x.shape.slice(2).join(', ')}]`;

function checkModel(experiment: Experiment, params: ParamTree, use: Use, episode: Episode<Tree>): void {
  const { x, y } = episode.support;
  let outputs: tf.Tensor;
  try {
    outputs = outputsOf(experiment, params, episode);
  } catch (error) {
    if (error instanceof InnerloopError && !(error instanceof InvalidDataError)) throw error;
    throw new InvalidOptionError(
      `train: the learner cannot take the examples of '${experiment.data.name}', which are ${shapeOf(x)} each (${error instanceof Error ? error.message : String(error)}). Set the model's inputs, or its height, width and channels, to that.`,
      { cause: error },
    );
  }
  if (experiment.data.kind !== 'classification' || !(y instanceof tf.Tensor)) return;
  const [told, ways] = [outputs.shape.at(-1), y.shape.at(-1)];
  if (told === ways) return;
  if (told === 1 && ways === 2 && experiment.plainLearner.kind === 'classification') return; // a yes or no
  throw new InvalidOptionError(
    `train: the configuration ${use.what} tasks of ${ways} classes, but the learner tells ${told} apart. ` +
      `Set the model's outputs and the ways of all tasks to the same number; a learner without a head, like a prototypical network, takes any number.`,
  );
}

export interface AheadOptions {
  /** Splits that there are no data for yet: they are not looked at. */
  readonly without?: readonly Split[];
  /** Told where memory will most likely not suffice. */
  readonly onMessage?: ((message: string) => void) | undefined;
}

/**
 * Looks at what a configuration will need later, before its first iteration: the splits that it trains, validates and evaluates on have
 * enough classes and examples, and the learner fits them.
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
      const tasks = await data.open(use.split, use.size).catch((error: unknown) => {
        throw about(error, use);
      });
      const of = use.size.ways ?? data.size.ways;
      if (ways.has(of)) continue;
      ways.add(of);
      const episode = await tasks.sample({ seed: seed(0).fold('check'), tasks: 1, params });
      try {
        const forward = tf.tidy(() => {
          const before = tf.memory().numBytes;
          checkModel(experiment, params, use, episode);
          return tf.memory().numBytes - before;
        });
        const warning = use.split === 'train' ? memoryWarning(experiment, episode, forward) : undefined;
        if (warning !== undefined) onMessage?.(warning);
      } finally {
        disposeTree(episode);
      }
    }
  } finally {
    disposeTree(params);
  }
}
